/* The printf family. A variadic name passes on to the one that takes a list. */
#include "entry.h"
#include "quota_stream.h"

/* A list as it is passed: by its address, on AArch64 that of a copy. */
#ifdef __x86_64__
#define PASSED(list) ((void *)(list))
#else
#define PASSED(list) ((void *)&(list))
#endif

/* Of the names of programs that are not fortified. */
#define NO_FLAG 0

typedef int next_print(long, long, long, void *);

static bool to_descriptor(unsigned symbol)
{
    return symbol == SYMBOL_dprintf || symbol == SYMBOL_vdprintf || symbol == SYMBOL___dprintf_chk ||
           symbol == SYMBOL___vdprintf_chk;
}

/* To a stream or a descriptor. */
static BODY int print(struct call call, long target, int flag, const char *restrict format, void *list)
{
    struct fault fault;
    struct call next = call;
    bool checked = call.symbol >= SYMBOL___fprintf_chk, plain = to_descriptor(call.symbol);
    FILE *stream = plain ? NULL : (FILE *)target;
    int error = plain ? io_fault(&fault, call, (int)target) : io_fault_stream(&fault, call, stream);
    if (UNLIKELY(fault.damages && !error))
        error = quota_stream_text(&fault, stream, (int)target, format, list);
    if (error > 0)
        return plain ? fail(error) : fail_stream(stream, error);
    next.symbol = plain ? SYMBOL_vdprintf : SYMBOL_vfprintf;
    if (checked)
        next.symbol += SYMBOL___vfprintf_chk - SYMBOL_vfprintf;
    int length = checked ? NEXT(next_print, next)(target, flag, (long)format, list)
                         : NEXT(next_print, next)(target, (long)format, (long)list, NULL);
    if (UNLIKELY(error))
        quota_stream_let_go(stream, error);
    return (int)sent(&fault, length);
}

EXPORT int fprintf(FILE *restrict stream, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(CALL(fprintf), (long)stream, NO_FLAG, format, PASSED(arguments));
    va_end(arguments);
    return length;
}

EXPORT int printf(const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(CALL(printf), (long)stdout, NO_FLAG, format, PASSED(arguments));
    va_end(arguments);
    return length;
}

EXPORT int __fprintf_chk(FILE *restrict stream, int flag, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(CALL(__fprintf_chk), (long)stream, flag, format, PASSED(arguments));
    va_end(arguments);
    return length;
}

EXPORT int __printf_chk(int flag, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(CALL(__printf_chk), (long)stdout, flag, format, PASSED(arguments));
    va_end(arguments);
    return length;
}

EXPORT int dprintf(int fd, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(CALL(dprintf), fd, NO_FLAG, format, PASSED(arguments));
    va_end(arguments);
    return length;
}

EXPORT int __dprintf_chk(int fd, int flag, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(CALL(__dprintf_chk), fd, flag, format, PASSED(arguments));
    va_end(arguments);
    return length;
}

ALIAS int vfprintf(FILE *restrict stream, const char *restrict format, va_list arguments)
{
    return print(CALL(vfprintf), (long)stream, NO_FLAG, format, PASSED(arguments));
}

ALIAS int vprintf(const char *restrict format, va_list arguments)
{
    return print(CALL(vprintf), (long)stdout, NO_FLAG, format, PASSED(arguments));
}

ALIAS int __vfprintf_chk(FILE *restrict stream, int flag, const char *restrict format, va_list arguments)
{
    return print(CALL(__vfprintf_chk), (long)stream, flag, format, PASSED(arguments));
}

ALIAS int __vprintf_chk(int flag, const char *restrict format, va_list arguments)
{
    return print(CALL(__vprintf_chk), (long)stdout, flag, format, PASSED(arguments));
}

ALIAS int vdprintf(int fd, const char *restrict format, va_list arguments)
{
    return print(CALL(vdprintf), fd, NO_FLAG, format, PASSED(arguments));
}

ALIAS int __vdprintf_chk(int fd, int flag, const char *restrict format, va_list arguments)
{
    return print(CALL(__vdprintf_chk), fd, flag, format, PASSED(arguments));
}
