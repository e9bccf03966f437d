#include "../core/bytes.h"
#include "entry.h"

static size_t received_items(const struct fault *fault, void *buffer, size_t size, size_t items)
{
    received(fault, buffer, (ssize_t)(items * size));
    return items;
}

static char *received_line(const struct fault *fault, char *line)
{
    if (line)
        received(fault, line, (ssize_t)bytes_length(line));
    return line;
}

static int received_byte(const struct fault *fault, int byte)
{
    unsigned char bytes[1] = {(unsigned char)byte};
    if (byte == EOF)
        return EOF;
    received(fault, bytes, 1);
    return bytes[0];
}

static COLD size_t fread_slow(void *restrict buffer, size_t size, size_t count, FILE *restrict stream, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_items(stream, fault.error);
    return received_items(&fault, buffer, size, NEXT(fread, call)(buffer, size, count, stream));
}

static BODY size_t fread_as(void *restrict buffer, size_t size, size_t count, FILE *restrict stream, unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(call.operation))
        return NEXT(fread, call)(buffer, size, count, stream);
    return fread_slow(buffer, size, count, stream, name);
}

ALIAS size_t fread(void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    return fread_as(buffer, size, count, stream, NAME(fread));
}

ALIAS size_t fread_unlocked(void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    return fread_as(buffer, size, count, stream, NAME(fread_unlocked));
}

static BODY size_t fread_chk_as(void *restrict buffer, size_t room, size_t size, size_t count, FILE *restrict stream,
                                unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_items(stream, fault.error);
    return received_items(&fault, buffer, size, NEXT(__fread_chk, call)(buffer, room, size, count, stream));
}

ALIAS size_t __fread_chk(void *restrict buffer, size_t room, size_t size, size_t count, FILE *restrict stream)
{
    return fread_chk_as(buffer, room, size, count, stream, NAME(__fread_chk));
}

ALIAS size_t __fread_unlocked_chk(void *restrict buffer, size_t room, size_t size, size_t count, FILE *restrict stream)
{
    return fread_chk_as(buffer, room, size, count, stream, NAME(__fread_unlocked_chk));
}

static COLD char *fgets_slow(char *restrict buffer, int size, FILE *restrict stream, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_line(stream, fault.error);
    return received_line(&fault, NEXT(fgets, call)(buffer, size, stream));
}

static BODY char *fgets_as(char *restrict buffer, int size, FILE *restrict stream, unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(call.operation))
        return NEXT(fgets, call)(buffer, size, stream);
    return fgets_slow(buffer, size, stream, name);
}

ALIAS char *fgets(char *restrict buffer, int size, FILE *restrict stream)
{
    return fgets_as(buffer, size, stream, NAME(fgets));
}

ALIAS char *fgets_unlocked(char *restrict buffer, int size, FILE *restrict stream)
{
    return fgets_as(buffer, size, stream, NAME(fgets_unlocked));
}

static BODY char *fgets_chk_as(char *restrict buffer, size_t room, int size, FILE *restrict stream, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_line(stream, fault.error);
    return received_line(&fault, NEXT(__fgets_chk, call)(buffer, room, size, stream));
}

ALIAS char *__fgets_chk(char *restrict buffer, size_t room, int size, FILE *restrict stream)
{
    return fgets_chk_as(buffer, room, size, stream, NAME(__fgets_chk));
}

ALIAS char *__fgets_unlocked_chk(char *restrict buffer, size_t room, int size, FILE *restrict stream)
{
    return fgets_chk_as(buffer, room, size, stream, NAME(__fgets_unlocked_chk));
}

static COLD int getc_slow(FILE *stream, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_stream(stream, fault.error);
    return received_byte(&fault, NEXT(getc, call)(stream));
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

static ssize_t received_text(const struct fault *fault, char **line, ssize_t length)
{
    return received(fault, *line, length);
}

EXPORT ssize_t getline(char **restrict line, size_t *restrict size, FILE *restrict stream)
{
    struct fault fault;
    if (io_fault_stream(&fault, CALL(getline), stream))
        return fail_stream(stream, fault.error);
    return received_text(&fault, line, real.getline(line, size, stream));
}

static BODY ssize_t getdelim_as(char **restrict line, size_t *restrict size, int end, FILE *restrict stream,
                                unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_stream(stream, fault.error);
    return received_text(&fault, line, NEXT(getdelim, call)(line, size, end, stream));
}

ALIAS ssize_t getdelim(char **restrict line, size_t *restrict size, int end, FILE *restrict stream)
{
    return getdelim_as(line, size, end, stream, NAME(getdelim));
}

ALIAS ssize_t __getdelim(char **restrict line, size_t *restrict size, int end, FILE *restrict stream)
{
    return getdelim_as(line, size, end, stream, NAME(__getdelim));
}
