#include "pass.h"
#include "quota.h"

/* A part of the items, and the error that a real stream would remember. Short writes a stream makes good. */
static COLD size_t damaged_items(struct fault *fault, const void *buffer, size_t size, size_t count, FILE *stream)
{
    size_t part = size * count;
    if (quota_admit_stream(fault, stream, &part, false))
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

long write_stream_seen(long buffer, long size, long count, long stream_word, long none, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    const void *items = (const void *)buffer;
    FILE *stream = (FILE *)stream_word;
    (void)none;
    if (io_fault_stream(&fault, call, stream))
        return (long)fail_items(stream, fault.error);
    if (UNLIKELY(fault.damages))
        return (long)damaged_items(&fault, items, (size_t)size, (size_t)count, stream);
    return (long)NEXT(fwrite, call)(items, (size_t)size, (size_t)count, stream);
}

ALIAS size_t fwrite(const void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    return (size_t)pass_words((long)buffer, (long)size, (long)count, (long)stream, 0, NAME(fwrite));
}

ALIAS size_t fwrite_unlocked(const void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    return (size_t)pass_words((long)buffer, (long)size, (long)count, (long)stream, 0, NAME(fwrite_unlocked));
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

ALIAS int fflush(FILE *stream)
{
    return pass_stream((long)stream, 0, NAME(fflush));
}

ALIAS int fflush_unlocked(FILE *stream)
{
    return pass_stream((long)stream, 0, NAME(fflush_unlocked));
}
