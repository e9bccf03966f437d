/* vfork returns twice through the same frame, so no function in C may be between it and its caller: what is decided is
 * decided before, and then the next vfork is jumped to. The child has the parent's memory, and runs on its stack, until
 * it starts a program; what it calls meanwhile is the parent's doing. */
#include "../core/system.h"
#include "entry.h"

/* Until the next definition is known: a child that shares nothing does all that vfork promises. */
static pid_t plain_vfork(void)
{
    long child = system_call(SYS_clone, SIGCHLD);
    return system_failed(child) ? fail((int)-child) : (pid_t)child;
}

__attribute__((visibility("hidden"))) pid_t (*process_next_vfork)(void) = plain_vfork;

void vfork_started(void)
{
    if (real.vfork)
        process_next_vfork = real.vfork;
}

__attribute__((visibility("hidden"))) int process_vfork(const void *site)
{
    struct call call = {OPERATION_fork, SYMBOL_vfork, 0, site};
    int error = process_error(call);
    return error ? fail(error) : 0;
}

#if defined __x86_64__
__asm__(".text\n"
        ".globl vfork\n"
        ".type vfork, @function\n"
        "vfork:\n"
        "    movq (%rsp), %rdi\n"
        "    subq $8, %rsp\n"
        "    call process_vfork\n"
        "    addq $8, %rsp\n"
        "    testl %eax, %eax\n"
        "    jnz 1f\n"
        "    jmp *process_next_vfork(%rip)\n"
        "1:  ret\n"
        ".size vfork, . - vfork\n");
#else
__asm__(".text\n"
        ".globl vfork\n"
        ".type vfork, %function\n"
        "vfork:\n"
        "    stp x29, x30, [sp, #-16]!\n"
        "    mov x0, x30\n"
        "    bl process_vfork\n"
        "    ldp x29, x30, [sp], #16\n"
        "    cbnz w0, 1f\n"
        "    adrp x16, process_next_vfork\n"
        "    ldr x16, [x16, :lo12:process_next_vfork]\n"
        "    br x16\n"
        "1:  ret\n"
        ".size vfork, . - vfork\n");
#endif
