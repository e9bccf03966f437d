/* Reads from streams. Names that differ in what they take share a body, which has it as words in the registers in which
 * it came; a word that a name does not take is zero, and the libc ignores it. */
#include "../core/bytes.h"
#include "entry.h"

typedef long next_read(long, long, long, long, long);

/* What a name takes and gives: items of a size and their count, with the room behind the buffer or without; a line, the
 * same; a line in memory that grows, up to its end or up to a byte. */
enum form { ITEMS, ITEMS_IN_ROOM, LINE, LINE_IN_ROOM, GROWING, GROWING_TO };

static enum form form_of(unsigned symbol)
{
    switch (symbol) {
    case SYMBOL_fread:
    case SYMBOL_fread_unlocked:
        return ITEMS;
    case SYMBOL___fread_chk:
    case SYMBOL___fread_unlocked_chk:
        return ITEMS_IN_ROOM;
    case SYMBOL_fgets:
    case SYMBOL_fgets_unlocked:
        return LINE;
    case SYMBOL___fgets_chk:
    case SYMBOL___fgets_unlocked_chk:
        return LINE_IN_ROOM;
    case SYMBOL_getline:
        return GROWING;
    default:
        return GROWING_TO;
    }
}

static long damaged(struct fault *fault, enum form form, long first, long size, long result)
{
    switch (form) {
    case ITEMS:
    case ITEMS_IN_ROOM:
        received(fault, (void *)first, result * size);
        break;
    case LINE:
    case LINE_IN_ROOM:
        received(fault, (void *)first, result ? (ssize_t)bytes_length((const char *)result) : 0);
        break;
    case GROWING:
    case GROWING_TO:
        received(fault, result > 0 ? *(char **)first : NULL, result);
    }
    return result;
}

static COLD long read_stream_slow(long first, long second, long third, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    enum form form = form_of(call.symbol);
    const long words[] = {first, second, third, fourth, fifth};
    static const unsigned char stream_at[] = {3, 4, 2, 3, 2, 3};
    FILE *stream = (FILE *)words[stream_at[form]];
    if (io_fault_stream(&fault, call, stream))
        return fail_stream(stream, fault.error) * (form >= GROWING);
    long result = NEXT(next_read, call)(first, second, third, fourth, fifth);
    return UNLIKELY(fault.damages) ? damaged(&fault, form, first, form == ITEMS ? second : third, result) : result;
}

static TAIL_BODY long read_stream(long first, long second, long third, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(call.operation))
        return NEXT(next_read, call)(first, second, third, fourth, fifth);
    return read_stream_slow(first, second, third, fourth, fifth, name);
}

ALIAS size_t fread(void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    return (size_t)read_stream((long)buffer, (long)size, (long)count, (long)stream, 0, NAME(fread));
}

ALIAS size_t fread_unlocked(void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    return (size_t)read_stream((long)buffer, (long)size, (long)count, (long)stream, 0, NAME(fread_unlocked));
}

ALIAS size_t __fread_chk(void *restrict buffer, size_t room, size_t size, size_t count, FILE *restrict stream)
{
    return (size_t)read_stream((long)buffer, (long)room, (long)size, (long)count, (long)stream, NAME(__fread_chk));
}

ALIAS size_t __fread_unlocked_chk(void *restrict buffer, size_t room, size_t size, size_t count, FILE *restrict stream)
{
    return (size_t)read_stream((long)buffer, (long)room, (long)size, (long)count, (long)stream,
                               NAME(__fread_unlocked_chk));
}

ALIAS char *fgets(char *restrict buffer, int size, FILE *restrict stream)
{
    return (char *)read_stream((long)buffer, size, (long)stream, 0, 0, NAME(fgets));
}

ALIAS char *fgets_unlocked(char *restrict buffer, int size, FILE *restrict stream)
{
    return (char *)read_stream((long)buffer, size, (long)stream, 0, 0, NAME(fgets_unlocked));
}

ALIAS char *__fgets_chk(char *restrict buffer, size_t room, int size, FILE *restrict stream)
{
    return (char *)read_stream((long)buffer, (long)room, size, (long)stream, 0, NAME(__fgets_chk));
}

ALIAS char *__fgets_unlocked_chk(char *restrict buffer, size_t room, int size, FILE *restrict stream)
{
    return (char *)read_stream((long)buffer, (long)room, size, (long)stream, 0, NAME(__fgets_unlocked_chk));
}

ALIAS ssize_t getline(char **restrict line, size_t *restrict size, FILE *restrict stream)
{
    return read_stream((long)line, (long)size, (long)stream, 0, 0, NAME(getline));
}

ALIAS ssize_t getdelim(char **restrict line, size_t *restrict size, int end, FILE *restrict stream)
{
    return read_stream((long)line, (long)size, end, (long)stream, 0, NAME(getdelim));
}

ALIAS ssize_t __getdelim(char **restrict line, size_t *restrict size, int end, FILE *restrict stream)
{
    return read_stream((long)line, (long)size, end, (long)stream, 0, NAME(__getdelim));
}

static int damaged_byte(struct fault *fault, int byte)
{
    unsigned char bytes[] = {(unsigned char)byte};
    bool there = byte != EOF;
    received(fault, bytes, there);
    return there ? bytes[0] : EOF;
}

static COLD int getc_slow(FILE *stream, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_stream(stream, fault.error);
    int byte = NEXT(getc, call)(stream);
    return UNLIKELY(fault.damages) ? damaged_byte(&fault, byte) : byte;
}

static TAIL_BODY int getc_as(FILE *stream, unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(call.operation))
        return NEXT(getc, call)(stream);
    return getc_slow(stream, name);
}

ALIAS int fgetc(FILE *stream)
{
    return getc_as(stream, NAME(fgetc));
}

ALIAS int fgetc_unlocked(FILE *stream)
{
    return getc_as(stream, NAME(fgetc_unlocked));
}

ALIAS int getc(FILE *stream)
{
    return getc_as(stream, NAME(getc));
}

ALIAS int getc_unlocked(FILE *stream)
{
    return getc_as(stream, NAME(getc_unlocked));
}

ALIAS int __uflow(FILE *stream)
{
    return getc_as(stream, NAME(__uflow));
}
