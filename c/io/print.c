/* The printf family. A variadic name passes on to the one that takes a list. */
#include "entry.h"
#include "quota.h"

/* The flag of a name of fortified programs; of the others. */
#define NO_FLAG -1

static BODY int print(struct call call, FILE *restrict stream, int flag, const char *restrict format, va_list arguments)
{
    struct fault fault;
    int error = io_fault_stream(&fault, call, stream);
    if (UNLIKELY(fault.damages && !error))
        error = quota_admit_text(&fault, stream, -1, format, arguments);
    if (error)
        return fail_stream(stream, error);
    return (int)sent(&fault, flag == NO_FLAG ? real.vfprintf(stream, format, arguments)
                                             : real.__vfprintf_chk(stream, flag, format, arguments));
}

static BODY int print_descriptor(struct call call, int fd, int flag, const char *restrict format, va_list arguments)
{
    struct fault fault;
    int error = io_fault(&fault, call, fd);
    if (UNLIKELY(fault.damages && !error))
        error = quota_admit_text(&fault, NULL, fd, format, arguments);
    if (error)
        return fail(error);
    return (int)sent(&fault, flag == NO_FLAG ? real.vdprintf(fd, format, arguments)
                                             : real.__vdprintf_chk(fd, flag, format, arguments));
}

EXPORT int fprintf(FILE *restrict stream, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(CALL(fprintf), stream, NO_FLAG, format, arguments);
    va_end(arguments);
    return length;
}

EXPORT int printf(const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(CALL(printf), stdout, NO_FLAG, format, arguments);
    va_end(arguments);
    return length;
}

EXPORT int __fprintf_chk(FILE *restrict stream, int flag, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(CALL(__fprintf_chk), stream, flag, format, arguments);
    va_end(arguments);
    return length;
}

EXPORT int __printf_chk(int flag, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(CALL(__printf_chk), stdout, flag, format, arguments);
    va_end(arguments);
    return length;
}

EXPORT int dprintf(int fd, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print_descriptor(CALL(dprintf), fd, NO_FLAG, format, arguments);
    va_end(arguments);
    return length;
}

EXPORT int __dprintf_chk(int fd, int flag, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print_descriptor(CALL(__dprintf_chk), fd, flag, format, arguments);
    va_end(arguments);
    return length;
}

/* Each keeps a frame on AArch64, where a va_list is passed by its address. */
EXPORT int vfprintf(FILE *restrict stream, const char *restrict format, va_list arguments)
{
    return print(CALL(vfprintf), stream, NO_FLAG, format, arguments);
}

EXPORT int vprintf(const char *restrict format, va_list arguments)
{
    return print(CALL(vprintf), stdout, NO_FLAG, format, arguments);
}

EXPORT int __vfprintf_chk(FILE *restrict stream, int flag, const char *restrict format, va_list arguments)
{
    return print(CALL(__vfprintf_chk), stream, flag, format, arguments);
}

EXPORT int __vprintf_chk(int flag, const char *restrict format, va_list arguments)
{
    return print(CALL(__vprintf_chk), stdout, flag, format, arguments);
}

EXPORT int vdprintf(int fd, const char *restrict format, va_list arguments)
{
    return print_descriptor(CALL(vdprintf), fd, NO_FLAG, format, arguments);
}

EXPORT int __vdprintf_chk(int fd, int flag, const char *restrict format, va_list arguments)
{
    return print_descriptor(CALL(__vdprintf_chk), fd, flag, format, arguments);
}
