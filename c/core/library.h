/* One library: what its entries ask before they let a call pass. */
#ifndef CHAOS_LIBRARY_H
#define CHAOS_LIBRARY_H

#include "attributes.h"
#include "call.h"
#include "clock.h"
#include "counter.h"
#include "object.h"
#include "pages.h"
#include "pin.h"
#include "thread.h"

/* What a library brings; there is one, library_table, in each. */
struct library_table {
    struct grammar_table grammar;
    unsigned number; /* index in the list of libraries, part of the telemetry format */
};
extern const struct library_table library_table __attribute__((visibility("hidden")));
/* Finds the next definitions of its symbols; tables.h has it. */
void library_resolve(void);
/* Whether there is a next definition of one of them, which what the program has loaded since may have brought: before
 * glibc 2.34, threads, timers and terminals are in libraries of their own. */
bool library_has(unsigned symbol);
/* What it has to do once the core has started. */
void library_started(void);

enum { NEW, STARTING, STARTED };

/* What the fast path looks at, in one cache line: few of a program's are left there after a system call. The page,
 * which has nothing else in it, is wiped in a child of fork, which then is as new. */
struct watch {
    uint64_t state;             /* generation << 32 | operations that need not be seen */
    const uint32_t *generation; /* the newest, where a run tells; NULL: as new, or not settled */
    uint64_t deadline;          /* where none tells, clock_cycles at which to look for a new text; 0: at every call */
    const void *thread;         /* the one that the program began with, by its thread pointer; NULL: not met yet */
    uint64_t *lane;             /* of the process's first thread, which only that one uses; NULL: it has none */
    uint32_t named;             /* operations that some rule names; of this generation or a newer one */
    uint32_t adopted;           /* NEW, STARTING or STARTED, as of the process */
    bool settled;               /* no thread's storage is what a thread of the parent's left in it */
} __attribute__((aligned(PAGES_LARGEST)));
extern struct watch library_watch __attribute__((visibility("hidden")));

/* Whether no rule has become old since the last call, and it is not time to look for others. A handler of a signal that
 * comes meanwhile may have forked. No system call. */
static inline __attribute__((always_inline)) bool library_newest(uint64_t state)
{
    const uint32_t *generation = load_relaxed(&library_watch.generation);
    return (LIKELY(generation != NULL) && LIKELY(state >> 32 == load_acquire(generation))) ||
           clock_cycles() < library_watch.deadline;
}

/* The same, and the thread has a lane. */
static inline __attribute__((always_inline)) bool library_current(void)
{
    return thread_self.lane && library_newest(load_acquire(&library_watch.state));
}

/* Whether no operation need be seen: there are no rules, so that nothing is remembered on their behalf. */
static inline bool library_rests(void)
{
    return (uint32_t)load_acquire(&library_watch.state) == UINT32_MAX;
}

/* Whether the operation need not be seen, as far as was known when the last call was decided. */
static inline bool library_unseen(unsigned operation)
{
    return load_relaxed(&library_watch.state) >> operation & 1;
}

/* Whether a call can pass at once without being counted, because whose it is would have to be found out first. */
static inline __attribute__((always_inline)) bool library_asleep(unsigned operation)
{
    uint64_t state = load_acquire(&library_watch.state);
    return state >> operation & 1 && library_newest(state);
}

static inline __attribute__((always_inline)) bool counted_in(uint64_t *lane, unsigned operation)
{
    if (UNLIKELY(!lane))
        return false;
    counter_increment(&lane[operation]);
    return true;
}

/* Counts a call, unless the thread has no lane. */
static inline __attribute__((always_inline)) bool library_counted(unsigned operation)
{
    return counted_in(thread_self.lane, operation);
}

/* The calling thread's. That of the first one takes one load less: the kernel, which the call goes on to, begins when
 * all before it is done, so each load that needs another's result is felt. */
static inline __attribute__((always_inline)) uint64_t *library_lane(void)
{
    if (LIKELY(load_relaxed(&library_watch.thread) == __builtin_thread_pointer()))
        return load_relaxed(&library_watch.lane);
    return load_relaxed(&thread_self.lane);
}

/* Whether a call can pass at once: nothing is old, and its operation need not be seen. Then the call is counted. */
static inline __attribute__((always_inline)) bool library_idle(unsigned operation)
{
    return library_asleep(operation) && counted_in(library_lane(), operation);
}

/* The generation of the rules in force. */
static inline uint32_t library_rules(void)
{
    return (uint32_t)(load_acquire(&library_watch.state) >> 32);
}

/* Whether some rule names the operation, among the rules in force or newer ones. */
static inline bool library_may_name(unsigned operation)
{
    return load_relaxed(&library_watch.named) >> operation & 1;
}

/* Whether no rule names an operation that yet has to be seen, and nothing is old. */
static inline bool library_unnamed(unsigned operation)
{
    uint64_t state = load_acquire(&library_watch.state);
    return !((state | load_relaxed(&library_watch.named)) >> operation & 1) && library_newest(state);
}

/* Brings everything up to date, and pins the rules, if the operation has to be seen; else NULL. */
struct snapshot *library_pin(unsigned operation, void **pin);
/* Counts a call, after that. */
void library_count(unsigned operation);
/* Both. */
struct snapshot *library_enter(unsigned operation, void **pin);

/* Rules that are pinned, if the operation has to be seen; else they are unpinned, and it is NULL. */
HOT_PART struct snapshot *library_watching(struct snapshot *snapshot, unsigned operation, void **pin)
{
    if (LIKELY(snapshot && load_relaxed(&snapshot->watched) >> operation & 1))
        return snapshot;
    pin_release(*pin);
    *pin = NULL;
    return NULL;
}

HOT_PART struct snapshot *library_pin_newest(unsigned operation, void **pin)
{
    return library_watching(pin_take_fast(pin), operation, pin);
}

/* library_enter, at once where nothing has become old. */
HOT_PART struct snapshot *library_enter_fast(unsigned operation, void **pin)
{
    if (LIKELY(library_newest(load_acquire(&library_watch.state)) && library_counted(operation)))
        return library_pin_newest(operation, pin);
    return library_enter(operation, pin);
}

/* From now on an operation is seen, too, as if the rules in force named it. */
COLD void library_watch_also(unsigned operation);

/* Whether some rule names the operation, whatever its target. */
static inline bool library_named(const struct snapshot *snapshot, unsigned operation)
{
    return snapshot->operations >> operation & 1;
}

/* Before a call of an entry that decides nothing: the slots are good afterwards. */
void library_ready(void);
/* One line on standard error: what is wrong. */
void library_complain(const char *wrong);
/* In a child of fork that knows its key: all that a first call would do. */
void library_born(uint64_t key);

#endif
