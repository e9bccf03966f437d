/* The printf family. A variadic name passes on to the one that takes a list. */
#include "entry.h"

static int print(struct call call, FILE *restrict stream, const char *restrict format, va_list arguments)
{
    int error = io_error_stream(call, stream);
    if (error)
        return fail_stream(stream, error);
    return real.vfprintf(stream, format, arguments);
}

static int print_chk(struct call call, FILE *restrict stream, int flag, const char *restrict format, va_list arguments)
{
    int error = io_error_stream(call, stream);
    if (error)
        return fail_stream(stream, error);
    return real.__vfprintf_chk(stream, flag, format, arguments);
}

static int print_descriptor(struct call call, int fd, const char *restrict format, va_list arguments)
{
    int error = io_error(call, fd);
    if (error)
        return fail(error);
    return real.vdprintf(fd, format, arguments);
}

static int print_descriptor_chk(struct call call, int fd, int flag, const char *restrict format, va_list arguments)
{
    int error = io_error(call, fd);
    if (error)
        return fail(error);
    return real.__vdprintf_chk(fd, flag, format, arguments);
}

EXPORT int fprintf(FILE *restrict stream, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(CALL(fprintf), stream, format, arguments);
    va_end(arguments);
    return length;
}

EXPORT int printf(const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(CALL(printf), stdout, format, arguments);
    va_end(arguments);
    return length;
}

EXPORT int __fprintf_chk(FILE *restrict stream, int flag, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print_chk(CALL(__fprintf_chk), stream, flag, format, arguments);
    va_end(arguments);
    return length;
}

EXPORT int __printf_chk(int flag, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print_chk(CALL(__printf_chk), stdout, flag, format, arguments);
    va_end(arguments);
    return length;
}

EXPORT int dprintf(int fd, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print_descriptor(CALL(dprintf), fd, format, arguments);
    va_end(arguments);
    return length;
}

EXPORT int __dprintf_chk(int fd, int flag, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print_descriptor_chk(CALL(__dprintf_chk), fd, flag, format, arguments);
    va_end(arguments);
    return length;
}

EXPORT int vfprintf(FILE *restrict stream, const char *restrict format, va_list arguments)
{
    return print(CALL(vfprintf), stream, format, arguments);
}

EXPORT int vprintf(const char *restrict format, va_list arguments)
{
    return print(CALL(vprintf), stdout, format, arguments);
}

EXPORT int __vfprintf_chk(FILE *restrict stream, int flag, const char *restrict format, va_list arguments)
{
    return print_chk(CALL(__vfprintf_chk), stream, flag, format, arguments);
}

EXPORT int __vprintf_chk(int flag, const char *restrict format, va_list arguments)
{
    return print_chk(CALL(__vprintf_chk), stdout, flag, format, arguments);
}

EXPORT int vdprintf(int fd, const char *restrict format, va_list arguments)
{
    return print_descriptor(CALL(vdprintf), fd, format, arguments);
}

EXPORT int __vdprintf_chk(int fd, int flag, const char *restrict format, va_list arguments)
{
    return print_descriptor_chk(CALL(__vdprintf_chk), fd, flag, format, arguments);
}
