/* Pointers that programs hand over. */
#ifndef CHAOS_POINTER_H
#define CHAOS_POINTER_H

#include <stdbool.h>
#include <stdint.h>

/* Whether it can't be one to anything: the kernel says EFAULT of it. */
static inline bool pointer_is_wild(const void *pointer)
{
    return (uintptr_t)pointer < 4096 || (intptr_t)pointer < 0;
}

#endif
