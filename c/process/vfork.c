/* vfork returns twice through the same frame, so no function in C may be between it and its caller: what is decided is
 * decided before, and then the next vfork is jumped to. The child has the parent's memory, and runs on its stack, until
 * it starts a program; what it calls meanwhile is the parent's doing. */
#include "../core/control.h"
#include "../core/thread.h"
#include "entry.h"

/* The function to jump to, or NULL to fail. */
__attribute__((visibility("hidden"))) pid_t (*process_vfork(const void *site))(void)
{
    struct call call = {OPERATION_fork, SYMBOL_vfork, 0, site};
    int error = process_error(call);
    if (error)
        fail(error);
    else if (control_shared())
        thread_key(); /* which the child draws from, but would look for among its own threads */
    return error ? NULL : real.vfork;
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
        "    testq %rax, %rax\n"
        "    jz 1f\n"
        "    jmp *%rax\n"
        "1:  movl $-1, %eax\n"
        "    ret\n"
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
        "    cbz x0, 1f\n"
        "    mov x16, x0\n"
        "    br x16\n"
        "1:  mov w0, #-1\n"
        "    ret\n"
        ".size vfork, . - vfork\n");
#endif
