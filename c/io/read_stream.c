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

static COLD size_t fread_slow(struct call call, void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_items(stream, fault.error);
    return received_items(&fault, buffer, size, NEXT(fread, call)(buffer, size, count, stream));
}

static size_t fread_as(struct call call, void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    if (library_idle(call.operation))
        return NEXT(fread, call)(buffer, size, count, stream);
    return fread_slow(call, buffer, size, count, stream);
}

EXPORT size_t fread(void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    return fread_as(CALL(fread), buffer, size, count, stream);
}

EXPORT size_t fread_unlocked(void *restrict buffer, size_t size, size_t count, FILE *restrict stream)
{
    return fread_as(CALL(fread_unlocked), buffer, size, count, stream);
}

static size_t fread_chk_as(struct call call, void *restrict buffer, size_t room, size_t size, size_t count,
                           FILE *restrict stream)
{
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_items(stream, fault.error);
    return received_items(&fault, buffer, size, NEXT(__fread_chk, call)(buffer, room, size, count, stream));
}

EXPORT size_t __fread_chk(void *restrict buffer, size_t room, size_t size, size_t count, FILE *restrict stream)
{
    return fread_chk_as(CALL(__fread_chk), buffer, room, size, count, stream);
}

EXPORT size_t __fread_unlocked_chk(void *restrict buffer, size_t room, size_t size, size_t count, FILE *restrict stream)
{
    return fread_chk_as(CALL(__fread_unlocked_chk), buffer, room, size, count, stream);
}

static COLD char *fgets_slow(struct call call, char *restrict buffer, int size, FILE *restrict stream)
{
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_line(stream, fault.error);
    return received_line(&fault, NEXT(fgets, call)(buffer, size, stream));
}

static char *fgets_as(struct call call, char *restrict buffer, int size, FILE *restrict stream)
{
    if (library_idle(call.operation))
        return NEXT(fgets, call)(buffer, size, stream);
    return fgets_slow(call, buffer, size, stream);
}

EXPORT char *fgets(char *restrict buffer, int size, FILE *restrict stream)
{
    return fgets_as(CALL(fgets), buffer, size, stream);
}

EXPORT char *fgets_unlocked(char *restrict buffer, int size, FILE *restrict stream)
{
    return fgets_as(CALL(fgets_unlocked), buffer, size, stream);
}

static char *fgets_chk_as(struct call call, char *restrict buffer, size_t room, int size, FILE *restrict stream)
{
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_line(stream, fault.error);
    return received_line(&fault, NEXT(__fgets_chk, call)(buffer, room, size, stream));
}

EXPORT char *__fgets_chk(char *restrict buffer, size_t room, int size, FILE *restrict stream)
{
    return fgets_chk_as(CALL(__fgets_chk), buffer, room, size, stream);
}

EXPORT char *__fgets_unlocked_chk(char *restrict buffer, size_t room, int size, FILE *restrict stream)
{
    return fgets_chk_as(CALL(__fgets_unlocked_chk), buffer, room, size, stream);
}

static COLD int getc_slow(struct call call, FILE *stream)
{
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_stream(stream, fault.error);
    return received_byte(&fault, NEXT(getc, call)(stream));
}

static int getc_as(struct call call, FILE *stream)
{
    if (library_idle(call.operation))
        return NEXT(getc, call)(stream);
    return getc_slow(call, stream);
}

EXPORT int fgetc(FILE *stream)
{
    return getc_as(CALL(fgetc), stream);
}

EXPORT int fgetc_unlocked(FILE *stream)
{
    return getc_as(CALL(fgetc_unlocked), stream);
}

EXPORT int getc(FILE *stream)
{
    return getc_as(CALL(getc), stream);
}

EXPORT int getc_unlocked(FILE *stream)
{
    return getc_as(CALL(getc_unlocked), stream);
}

EXPORT int __uflow(FILE *stream)
{
    return getc_as(CALL(__uflow), stream);
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

static ssize_t getdelim_as(struct call call, char **restrict line, size_t *restrict size, int end,
                           FILE *restrict stream)
{
    struct fault fault;
    if (io_fault_stream(&fault, call, stream))
        return fail_stream(stream, fault.error);
    return received_text(&fault, line, NEXT(getdelim, call)(line, size, end, stream));
}

EXPORT ssize_t getdelim(char **restrict line, size_t *restrict size, int end, FILE *restrict stream)
{
    return getdelim_as(CALL(getdelim), line, size, end, stream);
}

EXPORT ssize_t __getdelim(char **restrict line, size_t *restrict size, int end, FILE *restrict stream)
{
    return getdelim_as(CALL(__getdelim), line, size, end, stream);
}
