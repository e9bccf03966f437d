#include "entry.h"
#include "quota.h"

/* A part of the items, and the error that a real stream would remember. Short writes a stream makes good. */
static COLD size_t damaged_items(struct fault *fault, const void *buffer, size_t size, size_t count, FILE *stream)
{
    size_t part = size * count;
    if (quota_admit(fault, stream_descriptor(stream), -1, &part))
        return fail_items(stream, fault->error);
    if (damage_of(fault, EFFECT_TORN))
        part = shortened(fault, part);
    if (part == size * count) {
        size_t items = real.fwrite_unlocked(buffer, size, count, stream);
        sent(fault, (ssize_t)(items * size));
        return items;
    }
    size_t written = real.fwrite_unlocked(buffer, 1, part, stream);
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

static BODY size_t fwrite_as(const void *restrict buffer, size_t size, size_t count, FILE *restrict stream,
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

static BODY int fputs_as(const char *restrict string, FILE *restrict stream, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_stream(call, stream);
    if (error)
        return fail_stream(stream, error);
    return NEXT(fputs, call)(string, stream);
}

ALIAS int fputs(const char *restrict string, FILE *restrict stream)
{
    return fputs_as(string, stream, NAME(fputs));
}

ALIAS int fputs_unlocked(const char *restrict string, FILE *restrict stream)
{
    return fputs_as(string, stream, NAME(fputs_unlocked));
}

static BODY int putc_as(int byte, FILE *stream, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_stream(call, stream);
    if (error)
        return fail_stream(stream, error);
    return NEXT(putc, call)(byte, stream);
}

ALIAS int fputc(int byte, FILE *stream)
{
    return putc_as(byte, stream, NAME(fputc));
}

ALIAS int fputc_unlocked(int byte, FILE *stream)
{
    return putc_as(byte, stream, NAME(fputc_unlocked));
}

ALIAS int putc(int byte, FILE *stream)
{
    return putc_as(byte, stream, NAME(putc));
}

ALIAS int putc_unlocked(int byte, FILE *stream)
{
    return putc_as(byte, stream, NAME(putc_unlocked));
}

static BODY int putchar_as(int byte, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_stream(call, stdout);
    if (error)
        return fail_stream(stdout, error);
    return NEXT(putchar, call)(byte);
}

ALIAS int putchar(int byte)
{
    return putchar_as(byte, NAME(putchar));
}

ALIAS int putchar_unlocked(int byte)
{
    return putchar_as(byte, NAME(putchar_unlocked));
}

EXPORT int puts(const char *string)
{
    int error = io_error_stream(CALL(puts), stdout);
    if (error)
        return fail_stream(stdout, error);
    return real.puts(string);
}

EXPORT int __overflow(FILE *stream, int byte)
{
    int error = io_error_stream(CALL(__overflow), stream);
    if (error)
        return fail_stream(stream, error);
    return real.__overflow(stream, byte);
}

static BODY int flush_as(FILE *stream, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_stream(call, stream);
    if (error)
        return fail_stream(stream, error);
    return NEXT(fflush, call)(stream);
}

ALIAS int fflush(FILE *stream)
{
    return flush_as(stream, NAME(fflush));
}

ALIAS int fflush_unlocked(FILE *stream)
{
    return flush_as(stream, NAME(fflush_unlocked));
}
