/* The printf family. A variadic name passes on to the one that takes a list. */
#include "entry.h"
#include "quota.h"

/* The flag of a name of fortified programs; of the others. */
#define NO_FLAG -1

/* To a stream, or to a descriptor in place of one. */
static BODY int print(struct call call, void *target, int flag, const char *restrict format, va_list arguments)
{
    struct fault fault;
    bool plain = flag == NO_FLAG, stream = true;
    switch (call.symbol) {
    case SYMBOL_dprintf:
    case SYMBOL_vdprintf:
    case SYMBOL___dprintf_chk:
    case SYMBOL___vdprintf_chk:
        stream = false;
    }
    int error = stream ? io_fault_stream(&fault, call, target) : io_error(call, (int)(intptr_t)target);
    if (stream && UNLIKELY(fault.damages) && !error)
        error = quota_admit_text(&fault, target, format, arguments);
    if (error)
        return stream ? fail_stream(target, error) : fail(error);
    if (plain) {
        call.symbol = stream ? SYMBOL_vfprintf : SYMBOL_vdprintf;
        return NEXT(int(void *, const char *, va_list), call)(target, format, arguments);
    }
    call.symbol = stream ? SYMBOL___vfprintf_chk : SYMBOL___vdprintf_chk;
    return NEXT(int(void *, int, const char *, va_list), call)(target, flag, format, arguments);
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
    int length = print(CALL(dprintf), (void *)(intptr_t)fd, NO_FLAG, format, arguments);
    va_end(arguments);
    return length;
}

EXPORT int __dprintf_chk(int fd, int flag, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(CALL(__dprintf_chk), (void *)(intptr_t)fd, flag, format, arguments);
    va_end(arguments);
    return length;
}

ALIAS int vfprintf(FILE *restrict stream, const char *restrict format, va_list arguments)
{
    return print(CALL(vfprintf), stream, NO_FLAG, format, arguments);
}

ALIAS int vprintf(const char *restrict format, va_list arguments)
{
    return print(CALL(vprintf), stdout, NO_FLAG, format, arguments);
}

ALIAS int __vfprintf_chk(FILE *restrict stream, int flag, const char *restrict format, va_list arguments)
{
    return print(CALL(__vfprintf_chk), stream, flag, format, arguments);
}

ALIAS int __vprintf_chk(int flag, const char *restrict format, va_list arguments)
{
    return print(CALL(__vprintf_chk), stdout, flag, format, arguments);
}

ALIAS int vdprintf(int fd, const char *restrict format, va_list arguments)
{
    return print(CALL(vdprintf), (void *)(intptr_t)fd, NO_FLAG, format, arguments);
}

ALIAS int __vdprintf_chk(int fd, int flag, const char *restrict format, va_list arguments)
{
    return print(CALL(__vdprintf_chk), (void *)(intptr_t)fd, flag, format, arguments);
}
