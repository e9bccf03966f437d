#include "pass.h"
#include "quota.h"

/* A part of the items, and the error that a real stream would remember. Short writes a stream makes good. */
static COLD size_t damaged_items(struct fault *fault, const void *buffer, size_t size, size_t count, FILE *stream)
{
    size_t part = size * count;
    if (quota_admit_stream(fault, stream, &part, false))
        return fail_items(stream, fault->error);
    if (damage_of(fault, EFFECT_TORN))
        part = shortened(fault, stream_descriptor(stream), part);
    if (part == size * count) {
        size_t items = real.fwrite_unlocked(buffer, size, count, stream);
        sent(fault, (ssize_t)(items * size));
        return items;
    }
    size_t written = real.fwrite_unlocked(buffer, 1, part, stream);
    sent(fault, (ssize_t)written);
    fail_stream(stream, damage_of(fault, EFFECT_TORN) ? EIO : ENOSPC);
    return written / size;
}

static COLD size_t fwrite_slow(const void *restrict buffer, size_t size, size_t count, FILE *restrict stream,
                               unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_items(stream, fault.error);
    if (UNLIKELY(fault.damages))
        return damaged_items(&fault, buffer, size, count, stream);
    return NEXT(fwrite, call)(buffer, size, count, stream);
}

static TAIL_BODY size_t fwrite_as(const void *restrict buffer, size_t size, size_t count, FILE *restrict stream,
                                  unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(call.operation))
        return NEXT(fwrite, call)(buffer, size, count, stream);
    return fwrite_slow(buffer, size, count, stream, name);
}

ALIAS size_t fwrite(const void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    return fwrite_as(buffer, size, count, stream, NAME(fwrite));
}

ALIAS size_t fwrite_unlocked(const void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    return fwrite_as(buffer, size, count, stream, NAME(fwrite_unlocked));
}

ALIAS int fputs(const char *restrict string, FILE *restrict stream)
{
    return pass_to_stream((long)string, stream, NAME(fputs));
}

ALIAS int fputs_unlocked(const char *restrict string, FILE *restrict stream)
{
    return pass_to_stream((long)string, stream, NAME(fputs_unlocked));
}

ALIAS int fputc(int byte, FILE *stream)
{
    return pass_to_stream(byte, stream, NAME(fputc));
}

ALIAS int fputc_unlocked(int byte, FILE *stream)
{
    return pass_to_stream(byte, stream, NAME(fputc_unlocked));
}

ALIAS int putc(int byte, FILE *stream)
{
    return pass_to_stream(byte, stream, NAME(putc));
}

ALIAS int putc_unlocked(int byte, FILE *stream)
{
    return pass_to_stream(byte, stream, NAME(putc_unlocked));
}

ALIAS int putchar(int byte)
{
    return pass_to_stream(byte, stdout, NAME(putchar));
}

ALIAS int putchar_unlocked(int byte)
{
    return pass_to_stream(byte, stdout, NAME(putchar_unlocked));
}

ALIAS int puts(const char *string)
{
    return pass_to_stream((long)string, stdout, NAME(puts));
}

ALIAS int __overflow(FILE *stream, int byte)
{
    return pass_stream(stream, byte, NAME(__overflow));
}

static COLD int flush_all(unsigned name)
{
    return quota_flushed(pass_stream(NULL, 0, name));
}

ALIAS int fflush(FILE *stream)
{
    return stream ? pass_stream(stream, 0, NAME(fflush)) : flush_all(NAME(fflush));
}

ALIAS int fflush_unlocked(FILE *stream)
{
    return stream ? pass_stream(stream, 0, NAME(fflush_unlocked)) : flush_all(NAME(fflush_unlocked));
}
