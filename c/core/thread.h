/* What each thread keeps, in its thread-local storage; nothing has to be given back when it ends. */
#ifndef CHAOS_THREAD_H
#define CHAOS_THREAD_H

#include <stdint.h>

#include "attributes.h"

#define THREAD_RULES 48
#define THREAD_COUNTS 8
#define THREAD_OPERATIONS 16
/* A place has the address of counts in the telemetry, or is them itself: this, 31 bits of the key, and 32 of the number
 * of calls. */
#define THREAD_ALONE ((uint64_t)1 << 63)

struct thread {
    uint64_t *lane; /* calls by operation; NULL: new here, or sharing a lane */
    uint64_t key;   /* 0: not worked out yet */
    uint32_t id;
    uint32_t epoch;                    /* of the process that all this belongs to */
    uint64_t own[THREAD_RULES];        /* places of rules' matching calls; 0: of none yet */
    uint32_t counts[THREAD_COUNTS];    /* matching calls of all rules that come later, by place modulo this */
    uint64_t local[THREAD_OPERATIONS]; /* the lane where nobody reads it */
};

extern __thread struct thread thread_self __attribute__((visibility("hidden"), tls_model("initial-exec")));

/* Where a thread has the key that it was given by who made it, counted from the thread pointer: in the storage of the
 * library of processes, at the same place in all threads, 0 being none. It tells the others in the process. 0: unknown.
 */
extern intptr_t thread_given __attribute__((visibility("hidden")));
struct telemetry_process;
/* From a record of this program in a process of this number, which has it at the same place. */
void thread_learn(const struct telemetry_process *newest);

/* Makes the thread's storage its own: in a new thread, and in the one that a child of fork begins with. */
void thread_start(void);
uint64_t thread_make_key(void);
/* Made of the key of the thread that made it and how many that had made before; of the process key, in its first one,
 * and where nobody was told, with its rank among the threads of the process. */
static inline uint64_t thread_key(void)
{
    return LIKELY(thread_self.key) ? thread_self.key : thread_make_key();
}

/* Where the place of a rule is looked for first: a place is that of the first rule that needs it, and the next rule's
 * is one behind it. */
static inline uint8_t thread_place_of(uint64_t rule)
{
    return (uint8_t)((rule ^ rule >> 32) % THREAD_RULES);
}

#endif
