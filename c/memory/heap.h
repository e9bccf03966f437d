/* What all functions of the malloc family have in common. */
#ifndef CHAOS_MEMORY_HEAP_H
#define CHAOS_MEMORY_HEAP_H

#include "entry.h"

/* How many functions of the family the thread is in. They may call others of it, by their public names: parts of the
 * one call that the program has made, which rules see once. */
extern THREAD_LOCAL unsigned heap_inside __attribute__((visibility("hidden")));

/* Whether a call can pass at once; unless it is a part of another, it is counted then. */
static inline __attribute__((always_inline)) bool heap_passes(void)
{
    return heap_inside || library_idle(OPERATION_malloc);
}

/* Around the next definition: heap_inside++, and this of its result. */
static inline void *heap_left(void *block)
{
    heap_inside--;
    return block;
}

/* One call that was let through, and its part in the account of what the process holds. */
struct request {
    uint32_t rules; /* that the account is kept under, or 0 */
    size_t before;  /* bytes of the block that is to be resized */
    size_t after;   /* what is left of them where no block is returned */
    size_t taken;
};

/* Finds what tells the size of a block. */
void heap_start(void);
/* Decides on one call that asks for a block of that size, in place of another or NULL: the error to fail with, or 0.
 * The thread is in the function from then on. */
int heap_request(struct request *request, struct call call, void *old, size_t size);
/* Notes what became of it, and returns the block; the thread has left the function. */
void *heap_served(const struct request *request, void *block);
/* A block is about to be freed. */
COLD void heap_freed(void *block);

#endif
