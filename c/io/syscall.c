/* syscall() reaches the kernel past every other name. Nearly all of it passes on exactly as it came. io_uring, which
 * would do files and sockets out of our sight, is refused as on a kernel without it while there are rules, so that the
 * program takes the calls that we see. What closes or replaces descriptors, as libuv closes its files, is noted. */
#include "../core/system.h"
#include "entry.h"

#define CLOSE_RANGE 436

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

__attribute__((visibility("hidden"))) long (*io_next_syscall)(long, ...) = plain_syscall;

__attribute__((visibility("hidden"))) long io_syscall_uring(long number, long entries, void *parameters)
{
    library_ready();
    return library_rests() ? io_next_syscall(number, entries, parameters) : fail(ENOSYS);
}

__attribute__((visibility("hidden"))) long io_syscall_descriptor(long number, long first, long second, long third)
{
    library_ready();
    if (number == SYS_close)
        descriptor_forget((int)first);
    long result = io_next_syscall(number, first, second, third);
    if (number == CLOSE_RANGE)
        descriptor_forget_all();
    else if (number != SYS_close)
        duplicated((int)first, (int)result);
    return result;
}

void syscall_started(void)
{
    if (real.syscall)
        io_next_syscall = real.syscall;
}

/* In assembly, so that the registers, the stack and the return address are the caller's. The numbers: io_uring_setup
 * 425, close_range 436; close 3, dup2 33, dup3 292 on amd64; close 57, dup3 24 on arm64. */
#if defined __x86_64__
__asm__(".text\n"
        ".globl syscall\n"
        ".type syscall, @function\n"
        "syscall:\n"
        "    cmpq $425, %rdi\n"
        "    je io_syscall_uring\n"
        "    cmpq $3, %rdi\n"
        "    je io_syscall_descriptor\n"
        "    cmpq $33, %rdi\n"
        "    je io_syscall_descriptor\n"
        "    cmpq $292, %rdi\n"
        "    je io_syscall_descriptor\n"
        "    cmpq $436, %rdi\n"
        "    je io_syscall_descriptor\n"
        "    jmp *io_next_syscall(%rip)\n"
        ".size syscall, . - syscall\n");
#else
__asm__(".text\n"
        ".globl syscall\n"
        ".type syscall, %function\n"
        "syscall:\n"
        "    cmp x0, #425\n"
        "    b.eq io_syscall_uring\n"
        "    cmp x0, #57\n"
        "    b.eq io_syscall_descriptor\n"
        "    cmp x0, #24\n"
        "    b.eq io_syscall_descriptor\n"
        "    cmp x0, #436\n"
        "    b.eq io_syscall_descriptor\n"
        "    adrp x16, io_next_syscall\n"
        "    ldr x16, [x16, :lo12:io_next_syscall]\n"
        "    br x16\n"
        ".size syscall, . - syscall\n");
#endif
