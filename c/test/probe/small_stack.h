/* Handlers on an alternate stack of SIGSTKSZ bytes, as it is on this machine in headers of glibc. Below it is a page
 * that nobody may touch. */
#ifndef CHAOS_SMALL_STACK_H
#define CHAOS_SMALL_STACK_H

#include <signal.h>
#include <sys/mman.h>

#include "probe.h"

#ifdef __aarch64__
#define STACK 16384
#else
#define STACK 8192
#endif
#define PAGE 4096

static char room[PAGE + STACK] __attribute__((aligned(PAGE)));

/* In this thread SIGUSR1 is handled there. */
static void handle_on_small_stack(void (*handler)(int signal))
{
    stack_t stack = {.ss_sp = room + PAGE, .ss_size = STACK};
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
    MUST(mprotect(room, PAGE, PROT_NONE) == 0);
    MUST(sigaltstack(&stack, NULL) == 0);
    MUST(sigaction(SIGUSR1, &action, NULL) == 0);
}

#endif
