/* Time without a system call where the kernel offers it, and without any libc symbol. */
#ifndef CHAOS_CLOCK_H
#define CHAOS_CLOCK_H

#include <stdint.h>

/* Finds the kernel's clock in the vDSO. Before that, and where there is none, clock_now makes a system call. */
void clock_start(void);
/* Nanoseconds of CLOCK_MONOTONIC. */
uint64_t clock_now(void);
/* Waits; signals are handled meanwhile but don't shorten the wait. */
void clock_sleep(uint64_t nanoseconds);

/* A counter that runs evenly, at a rate that clock_now tells. */
static inline uint64_t clock_cycles(void)
{
#if defined __x86_64__
    return __builtin_ia32_rdtsc();
#else
    uint64_t cycles;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(cycles));
    return cycles;
#endif
}

#endif
