#include "pass.h"
#include "quota_stream.h"

/* A part of the items, and the error that a real stream would remember unless it has one of its own. Short writes a
 * stream makes good. */
static size_t damaged_items(struct fault *fault, const void *buffer, size_t size, size_t count, FILE *stream)
{
    size_t part = size * count;
    int held = quota_stream_admit(fault, stream, &part, false);
    if (held > 0)
        return fail_items(stream, held);
    bool torn = damage_of(fault, EFFECT_TORN);
    if (torn)
        part = shortened(fault, stream_descriptor(stream), part);
    size_t written = NEXT(fwrite, fault->call)(buffer, 1, part, stream);
    sent(fault, (ssize_t)written);
    if (written == part && part < size * count)
        fail_stream(stream, torn ? EIO : ENOSPC);
    quota_stream_let_go(stream, held);
    return size ? written / size : 0;
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

/* To a stream, which comes second, but first from fflush on; the error indicator is set as well. */
static BODY int pass_stream(long first, long second, unsigned name)
{
    struct call call = CALLED(name);
    FILE *stream = (FILE *)(call.symbol < SYMBOL_fflush ? second : first);
    int error = io_error_output(call, stream, first);
    if (UNLIKELY(error > 0))
        return fail_stream(stream, error);
    int result = NEXT(int(long, long), call)(first, second);
    if (UNLIKELY(error))
        quota_stream_let_go(stream, error);
    return result;
}

ALIAS int fputs(const char *restrict string, FILE *restrict stream)
{
    return pass_stream((long)string, (long)stream, NAME(fputs));
}

ALIAS int fputs_unlocked(const char *restrict string, FILE *restrict stream)
{
    return pass_stream((long)string, (long)stream, NAME(fputs_unlocked));
}

ALIAS int fputc(int byte, FILE *stream)
{
    return pass_stream(byte, (long)stream, NAME(fputc));
}

ALIAS int fputc_unlocked(int byte, FILE *stream)
{
    return pass_stream(byte, (long)stream, NAME(fputc_unlocked));
}

ALIAS int putc(int byte, FILE *stream)
{
    return pass_stream(byte, (long)stream, NAME(putc));
}

ALIAS int putc_unlocked(int byte, FILE *stream)
{
    return pass_stream(byte, (long)stream, NAME(putc_unlocked));
}

ALIAS int putchar(int byte)
{
    return pass_stream(byte, (long)stdout, NAME(putchar));
}

ALIAS int putchar_unlocked(int byte)
{
    return pass_stream(byte, (long)stdout, NAME(putchar_unlocked));
}

ALIAS int puts(const char *string)
{
    return pass_stream((long)string, (long)stdout, NAME(puts));
}

ALIAS int __overflow(FILE *stream, int byte)
{
    return pass_stream((long)stream, byte, NAME(__overflow));
}

static COLD int flush_all(unsigned name)
{
    return quota_stream_flushed(pass_stream(0, 0, name));
}

ALIAS int fflush(FILE *stream)
{
    return stream ? pass_stream((long)stream, 0, NAME(fflush)) : flush_all(NAME(fflush));
}

ALIAS int fflush_unlocked(FILE *stream)
{
    return stream ? pass_stream((long)stream, 0, NAME(fflush_unlocked)) : flush_all(NAME(fflush_unlocked));
}
