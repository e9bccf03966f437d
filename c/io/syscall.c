/* syscall() reaches the kernel past every other name. Nearly all of it passes on exactly as it came; io_uring, which
 * would do files and sockets out of our sight, is refused as on a kernel without it while there are rules, so that the
 * program takes the calls that we see. */
#include "../core/system.h"
#include "entry.h"

#define IO_URING_SETUP 425
#define TEXT(number) TEXT_OF(number)
#define TEXT_OF(number) #number

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
    void *pin;
    library_ready();
    struct snapshot *snapshot = snapshot_pin(&pin);
    bool refused = snapshot && snapshot->operations;
    snapshot_unpin(pin);
    return refused ? fail(ENOSYS) : io_next_syscall(number, entries, parameters);
}

void syscall_started(void)
{
    if (real.syscall)
        io_next_syscall = real.syscall;
}

/* In assembly, so that the registers, the stack and the return address are the caller's. */
#if defined __x86_64__
__asm__(".text\n"
        ".globl syscall\n"
        ".type syscall, @function\n"
        "syscall:\n"
        "    cmpq $" TEXT(IO_URING_SETUP) ", %rdi\n"
                                          "    je io_syscall_uring\n"
                                          "    jmp *io_next_syscall(%rip)\n"
                                          ".size syscall, . - syscall\n");
#else
__asm__(".text\n"
        ".globl syscall\n"
        ".type syscall, %function\n"
        "syscall:\n"
        "    cmp x0, #" TEXT(IO_URING_SETUP) "\n"
                                             "    b.eq io_syscall_uring\n"
                                             "    adrp x16, io_next_syscall\n"
                                             "    ldr x16, [x16, :lo12:io_next_syscall]\n"
                                             "    br x16\n"
                                             ".size syscall, . - syscall\n");
#endif
