/* syscall(), for libraries whose calls can be gone round by it; included once by each. It reaches the kernel past every
 * other name. Nearly all of it passes on exactly as it came. What libuv asks for in this way is decided on like the
 * libc's function of that name. io_uring, which would do files and sockets out of our sight, is refused as on a kernel
 * without it while there are rules, so that the program takes the calls that we see. What closes, replaces or makes
 * descriptors is noted. */
#ifndef CHAOS_SYSCALL_H
#define CHAOS_SYSCALL_H

#include "fail.h"
#include "library.h"
#include "system.h"
#include "telemetry.h"

/* The same on both architectures, and newer than some headers. */
#define SYSCALL_URING 425
#define SYSCALL_CLOSE_RANGE 436
#define SYSCALL_PIDFD_GETFD 438

/* The error that a rule has for it, or 0. The call is of no operation yet. */
static int syscall_error(long number, struct call call, long first, long second, long third);
/* What the library does about that: a descriptor is about to be closed, all may have been, one is a copy of another,
 * any may be one that was not there before. */
static void syscall_closing(int fd);
static void syscall_closed_range(void);
static void syscall_duplicated(int source, int fd);
static void syscall_made(void);
/* SYSCALL_BITS(word), in terms of SEEN_BIT: what else the library decides on, or has to know as making descriptors. */

/* The arguments of a variadic function of words come like those of any other. */
typedef long syscall_of_words(long, long, long, long, long, long, long);

/* Until the next definition is known, what it would do. */
static long plain_syscall(long number, long first, long second, long third, long fourth, long fifth, long sixth)
{
    long result = system6(number, first, second, third, fourth, fifth, sixth);
    return system_failed(result) ? fail((int)-result) : result;
}

__attribute__((visibility("hidden"))) syscall_of_words *next_syscall = plain_syscall;

#if defined SYS_dup2
#define SYSCALL_DUP2 SYS_dup2
#else
#define SYSCALL_DUP2 SYS_dup3
#endif

/* The numbers that do not pass at once, a bit for each: those that are here, and the library's own. */
#define SEEN_BIT(number, word) ((number) / 64 == (word) ? (uint64_t)1 << (number) % 64 : 0)
#define SEEN_BITS(word)                                                                                                \
    (SEEN_BIT(SYS_close, word) | SEEN_BIT(SYSCALL_CLOSE_RANGE, word) | SEEN_BIT(SYSCALL_DUP2, word) |                  \
     SEEN_BIT(SYS_dup3, word) | SEEN_BIT(SYSCALL_URING, word) | SYSCALL_BITS(word))
__attribute__((visibility("hidden"), used)) const uint64_t syscall_bits[] = {
    SEEN_BITS(0), SEEN_BITS(1), SEEN_BITS(2), SEEN_BITS(3), SEEN_BITS(4), SEEN_BITS(5), SEEN_BITS(6)};

__attribute__((visibility("hidden"), used)) long syscall_noted(long number, long first, long second, long third,
                                                               long fourth, long fifth, long sixth)
{
    library_ready();
    if (number == SYSCALL_URING && !library_rests()) {
        telemetry_uring_refused();
        return fail(ENOSYS);
    }
    int error = syscall_error(number, CALL(syscall), first, second, third);
    if (number == SYS_close)
        syscall_closing((int)first);
    else if (error)
        return fail(error);
    long result = next_syscall(number, first, second, third, fourth, fifth, sixth);
    if (number == SYSCALL_CLOSE_RANGE)
        syscall_closed_range();
    else if (number == SYSCALL_DUP2 || number == SYS_dup3)
        syscall_duplicated((int)first, (int)result);
    else if (number != SYS_close)
        syscall_made();
    return error ? fail(error) : result;
}

/* In assembly, so that the registers, the stack and the return address are the caller's. 447 is the last number that
 * has a bit. */
#if defined __x86_64__
__asm__(".text\n"
        ".globl syscall\n"
        ".type syscall, @function\n"
        "syscall:\n"
        "    cmpq $447, %rdi\n"
        "    ja 1f\n"
        "    btq %rdi, syscall_bits(%rip)\n"
        "    jc syscall_noted\n"
        "1:  jmp *next_syscall(%rip)\n"
        ".size syscall, . - syscall\n");
#else
__asm__(".text\n"
        ".globl syscall\n"
        ".type syscall, %function\n"
        "syscall:\n"
        "    cmp x0, #447\n"
        "    b.hi 1f\n"
        "    adrp x16, syscall_bits\n"
        "    add x16, x16, :lo12:syscall_bits\n"
        "    lsr x17, x0, #6\n"
        "    ldr x16, [x16, x17, lsl #3]\n"
        "    lsr x16, x16, x0\n"
        "    tst x16, #1\n"
        "    b.ne syscall_noted\n"
        "1:  adrp x16, next_syscall\n"
        "    ldr x16, [x16, :lo12:next_syscall]\n"
        "    br x16\n"
        ".size syscall, . - syscall\n");
#endif

#endif
