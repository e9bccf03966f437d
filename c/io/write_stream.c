#include "entry.h"

/* A part of the items, and the error that a real stream would remember. */
static COLD size_t torn_items(const struct fault *fault, const void *buffer, size_t size, size_t count, FILE *stream)
{
    size_t part = shortened(fault, size * count);
    if (part == size * count)
        return real.fwrite_unlocked(buffer, size, count, stream);
    size_t written = real.fwrite_unlocked(buffer, 1, part, stream);
    fail_stream(stream, EIO);
    return written / size;
}

static COLD size_t fwrite_slow(struct call call, const void *restrict buffer, size_t size, size_t count,
                               FILE *restrict stream)
{
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_items(stream, fault.error);
    if (UNLIKELY(fault.damages))
        return torn_items(&fault, buffer, size, count, stream);
    return NEXT(fwrite, call)(buffer, size, count, stream);
}

static size_t fwrite_as(struct call call, const void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    if (library_idle(call.operation))
        return NEXT(fwrite, call)(buffer, size, count, stream);
    return fwrite_slow(call, buffer, size, count, stream);
}

EXPORT size_t fwrite(const void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    return fwrite_as(CALL(fwrite), buffer, size, count, stream);
}

EXPORT size_t fwrite_unlocked(const void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    return fwrite_as(CALL(fwrite_unlocked), buffer, size, count, stream);
}

static int fputs_as(struct call call, const char *restrict string, FILE *restrict stream)
{
    int error = io_error_stream(call, stream);
    if (error)
        return fail_stream(stream, error);
    return NEXT(fputs, call)(string, stream);
}

EXPORT int fputs(const char *restrict string, FILE *restrict stream)
{
    return fputs_as(CALL(fputs), string, stream);
}

EXPORT int fputs_unlocked(const char *restrict string, FILE *restrict stream)
{
    return fputs_as(CALL(fputs_unlocked), string, stream);
}

static int putc_as(struct call call, int byte, FILE *stream)
{
    int error = io_error_stream(call, stream);
    if (error)
        return fail_stream(stream, error);
    return NEXT(putc, call)(byte, stream);
}

EXPORT int fputc(int byte, FILE *stream)
{
    return putc_as(CALL(fputc), byte, stream);
}

EXPORT int fputc_unlocked(int byte, FILE *stream)
{
    return putc_as(CALL(fputc_unlocked), byte, stream);
}

EXPORT int putc(int byte, FILE *stream)
{
    return putc_as(CALL(putc), byte, stream);
}

EXPORT int putc_unlocked(int byte, FILE *stream)
{
    return putc_as(CALL(putc_unlocked), byte, stream);
}

static int putchar_as(struct call call, int byte)
{
    int error = io_error_stream(call, stdout);
    if (error)
        return fail_stream(stdout, error);
    return NEXT(putchar, call)(byte);
}

EXPORT int putchar(int byte)
{
    return putchar_as(CALL(putchar), byte);
}

EXPORT int putchar_unlocked(int byte)
{
    return putchar_as(CALL(putchar_unlocked), byte);
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

static int flush_as(struct call call, FILE *stream)
{
    int error = io_error_stream(call, stream);
    if (error)
        return fail_stream(stream, error);
    return NEXT(fflush, call)(stream);
}

EXPORT int fflush(FILE *stream)
{
    return flush_as(CALL(fflush), stream);
}

EXPORT int fflush_unlocked(FILE *stream)
{
    return flush_as(CALL(fflush_unlocked), stream);
}
