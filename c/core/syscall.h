/* syscall(), for libraries whose calls can be gone round by it; included once by each. It reaches the kernel past every
 * other name. Nearly all of it passes on exactly as it came. io_uring, which would do files and sockets out of our
 * sight, is refused as on a kernel without it while there are rules, so that the program takes the calls that we see.
 * What closes or replaces descriptors, as libuv closes its files, is noted. */
#ifndef CHAOS_SYSCALL_H
#define CHAOS_SYSCALL_H

#include <stdarg.h>

#include "fail.h"
#include "library.h"
#include "system.h"

#define SYSCALL_CLOSE_RANGE 436

/* What the library does about that: a descriptor is about to be closed, all may have been, one is a copy of another. */
static void syscall_closing(int fd);
static void syscall_closed_range(void);
static void syscall_duplicated(int source, int fd);

/* Until the next definition is known, what it would do. */
static long plain_syscall(long number, ...)
{
    va_list arguments;
    long argument[6];
    va_start(arguments, number);
    for (int i = 0; i < 6; i++)
        argument[i] = va_arg(arguments, long);
    va_end(arguments);
    long result = system6(number, argument[0], argument[1], argument[2], argument[3], argument[4], argument[5]);
    return system_failed(result) ? fail((int)-result) : result;
}

__attribute__((visibility("hidden"))) long (*next_syscall)(long, ...) = plain_syscall;

__attribute__((visibility("hidden"))) long syscall_uring(long number, long entries, void *parameters)
{
    library_ready();
    return library_rests() ? next_syscall(number, entries, parameters) : fail(ENOSYS);
}

__attribute__((visibility("hidden"))) long syscall_descriptor(long number, long first, long second, long third)
{
    library_ready();
    if (number == SYS_close)
        syscall_closing((int)first);
    long result = next_syscall(number, first, second, third);
    if (number == SYSCALL_CLOSE_RANGE)
        syscall_closed_range();
    else if (number != SYS_close)
        syscall_duplicated((int)first, (int)result);
    return result;
}

/* In assembly, so that the registers, the stack and the return address are the caller's. The numbers: io_uring_setup
 * 425, close_range 436; close 3, dup2 33, dup3 292 on amd64; close 57, dup3 24 on arm64. */
#if defined __x86_64__
__asm__(".text\n"
        ".globl syscall\n"
        ".type syscall, @function\n"
        "syscall:\n"
        "    cmpq $425, %rdi\n"
        "    je syscall_uring\n"
        "    cmpq $3, %rdi\n"
        "    je syscall_descriptor\n"
        "    cmpq $33, %rdi\n"
        "    je syscall_descriptor\n"
        "    cmpq $292, %rdi\n"
        "    je syscall_descriptor\n"
        "    cmpq $436, %rdi\n"
        "    je syscall_descriptor\n"
        "    jmp *next_syscall(%rip)\n"
        ".size syscall, . - syscall\n");
#else
__asm__(".text\n"
        ".globl syscall\n"
        ".type syscall, %function\n"
        "syscall:\n"
        "    cmp x0, #425\n"
        "    b.eq syscall_uring\n"
        "    cmp x0, #57\n"
        "    b.eq syscall_descriptor\n"
        "    cmp x0, #24\n"
        "    b.eq syscall_descriptor\n"
        "    cmp x0, #436\n"
        "    b.eq syscall_descriptor\n"
        "    adrp x16, next_syscall\n"
        "    ldr x16, [x16, :lo12:next_syscall]\n"
        "    br x16\n"
        ".size syscall, . - syscall\n");
#endif

#endif
