/* The kernel, called directly: no libc symbol, no cancellation point, errno untouched.
 * Every call returns what the kernel returned: a result, or the negated errno. Async-signal-safe. */
#ifndef CHAOS_SYSTEM_H
#define CHAOS_SYSTEM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

/* One function for each number of arguments: the registers of the others are left alone. */
#if defined __x86_64__

#define SYSTEM_ENTER(...)                                                                                              \
    long result;                                                                                                       \
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), __VA_ARGS__ : "rcx", "r11", "memory");                    \
    return result

static inline long system1(long number, long a)
{
    SYSTEM_ENTER("D"(a));
}

static inline long system2(long number, long a, long b)
{
    SYSTEM_ENTER("D"(a), "S"(b));
}

static inline long system3(long number, long a, long b, long c)
{
    SYSTEM_ENTER("D"(a), "S"(b), "d"(c));
}

static inline long system4(long number, long a, long b, long c, long d)
{
    register long r10 __asm__("r10") = d;
    SYSTEM_ENTER("D"(a), "S"(b), "d"(c), "r"(r10));
}

static inline long system6(long number, long a, long b, long c, long d, long e, long f)
{
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    SYSTEM_ENTER("D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9));
}

#elif defined __aarch64__

#define SYSTEM_ENTER(...)                                                                                              \
    register long x8 __asm__("x8") = number;                                                                           \
    register long x0 __asm__("x0") = a;                                                                                \
    __asm__ volatile("svc 0" : "+r"(x0) : __VA_ARGS__ : "memory");                                                     \
    return x0

static inline long system1(long number, long a)
{
    SYSTEM_ENTER("r"(x8));
}

static inline long system2(long number, long a, long b)
{
    register long x1 __asm__("x1") = b;
    SYSTEM_ENTER("r"(x8), "r"(x1));
}

static inline long system3(long number, long a, long b, long c)
{
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    SYSTEM_ENTER("r"(x8), "r"(x1), "r"(x2));
}

static inline long system4(long number, long a, long b, long c, long d)
{
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    SYSTEM_ENTER("r"(x8), "r"(x1), "r"(x2), "r"(x3));
}

static inline long system6(long number, long a, long b, long c, long d, long e, long f)
{
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    SYSTEM_ENTER("r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5));
}

#else
#error "chaos knows the system calls of amd64 and arm64 only"
#endif

#define SYSTEM_0(n) system1(n, 0)
#define SYSTEM_1(n, a) system1(n, (long)(a))
#define SYSTEM_2(n, a, b) system2(n, (long)(a), (long)(b))
#define SYSTEM_3(n, a, b, c) system3(n, (long)(a), (long)(b), (long)(c))
#define SYSTEM_4(n, a, b, c, d) system4(n, (long)(a), (long)(b), (long)(c), (long)(d))
#define SYSTEM_5(n, a, b, c, d, e) SYSTEM_6(n, a, b, c, d, e, 0)
#define SYSTEM_6(n, a, b, c, d, e, f) system6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define SYSTEM_BY_COUNT(n, a, b, c, d, e, f, name, ...) name

/* system_call(number, argument…): all arguments that the kernel looks at, integers or pointers. */
#define system_call(...)                                                                                               \
    SYSTEM_BY_COUNT(__VA_ARGS__, SYSTEM_6, SYSTEM_5, SYSTEM_4, SYSTEM_3, SYSTEM_2, SYSTEM_1, SYSTEM_0, )(__VA_ARGS__)

static inline int system_failed(long result)
{
    return (unsigned long)result > -4096UL;
}

#endif
