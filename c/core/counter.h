/* Counters in memory that other processes read. */
#ifndef CHAOS_COUNTER_H
#define CHAOS_COUNTER_H

#include <stdint.h>

#define load_relaxed(address) __atomic_load_n(address, __ATOMIC_RELAXED)
#define load_acquire(address) __atomic_load_n(address, __ATOMIC_ACQUIRE)
#define store_relaxed(address, value) __atomic_store_n(address, value, __ATOMIC_RELAXED)
#define store_release(address, value) __atomic_store_n(address, value, __ATOMIC_RELEASE)
#define add_relaxed(address, value) __atomic_fetch_add(address, value, __ATOMIC_RELAXED)
#define swap_acquire_release(address, expected, desired)                                                               \
    __atomic_compare_exchange_n(address, expected, desired, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)

/* Adds 1 to a counter that no other thread writes. A signal handler on the same thread may count in between: one
 * instruction on amd64, an exclusive pair on arm64, so that no call is lost. */
static inline void counter_increment(uint64_t *counter)
{
#if defined __x86_64__
    __asm__("incq %0" : "+m"(*counter) : : "cc");
#else
    add_relaxed(counter, 1);
#endif
}

/* The same, and returns the sum. */
static inline uint64_t counter_next(uint64_t *counter)
{
#if defined __x86_64__
    uint64_t before = 1;
    __asm__("xaddq %0, %1" : "+r"(before), "+m"(*counter) : : "cc");
    return before + 1;
#else
    return add_relaxed(counter, 1) + 1;
#endif
}

#endif
