/* The kernel, called directly: no libc symbol, no cancellation point, errno untouched.
 * Every call returns what the kernel returned: a result, or the negated errno. Async-signal-safe. */
#ifndef CHAOS_SYSTEM_H
#define CHAOS_SYSTEM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#if defined __x86_64__

static inline long system6(long number, long a, long b, long c, long d, long e, long f)
{
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

#elif defined __aarch64__

static inline long system6(long number, long a, long b, long c, long d, long e, long f)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}

#else
#error "chaos knows the system calls of amd64 and arm64 only"
#endif

#define SYSTEM_ARGUMENT(value) ((long)(value))
#define SYSTEM_7(n, a, b, c, d, e, f, ...)                                                                             \
    system6(n, SYSTEM_ARGUMENT(a), SYSTEM_ARGUMENT(b), SYSTEM_ARGUMENT(c), SYSTEM_ARGUMENT(d), SYSTEM_ARGUMENT(e),     \
            SYSTEM_ARGUMENT(f))

/* system_call(number, argument…): up to six arguments, integers or pointers; the rest are 0. */
#define system_call(...) SYSTEM_7(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

static inline int system_failed(long result)
{
    return (unsigned long)result > -4096UL;
}

#endif
