/* In a run, a thread is given its key by the one that makes it, so that it depends on nobody's speed, before anything
 * else happens in it, and for all libraries in the process. */
#include "../core/control.h"
#include "../core/random.h"
#include "entry.h"
#include "given.h"

typedef uintptr_t routine(void *);

/* What a thread that is being made will begin with. Of more than these, the rank tells the key. */
#define BEGINNINGS 1024
static struct beginning {
    uint32_t epoch; /* of the process in which it is in use: in a child of fork none is */
    routine *routine;
    void *argument;
    uint64_t key;
} beginnings[BEGINNINGS];

/* Leaves by a tail call: who looks at the thread's frames sees none of ours. */
static uintptr_t begin_thread(void *argument)
{
    struct beginning *beginning = argument;
    routine *const routine = beginning->routine;
    void *const own = beginning->argument;
    given = beginning->key;
    store_release(&beginning->epoch, 0);
    return routine(own);
}

/* One that is free; NULL: there is none. */
static struct beginning *claim(void)
{
    static uint32_t last;
    struct beginning *found = NULL;
    for (unsigned tries = 0; !found && tries < BEGINNINGS; tries++) {
        struct beginning *one = &beginnings[add_relaxed(&last, 1) % BEGINNINGS];
        uint32_t epoch = load_relaxed(&one->epoch);
        if (epoch != thread_self.epoch && swap_acquire_release(&one->epoch, &epoch, thread_self.epoch))
            found = one;
    }
    return found;
}

/* Replaces the routine and the argument by those that begin the thread. */
static struct beginning *prepare(routine **start, void **argument)
{
    static THREAD_LOCAL uint32_t made;
    struct beginning *beginning = control_shared() ? claim() : NULL;
    if (beginning) {
        beginning->routine = *start;
        beginning->argument = *argument;
        beginning->key = random_key(thread_key(), ++made) | 1;
        *start = begin_thread;
        *argument = beginning;
    }
    return beginning;
}

static int prepared(struct beginning *beginning, int error)
{
    if (error && beginning)
        store_release(&beginning->epoch, 0);
    return error;
}

/* The number is returned, and errno left alone. */
EXPORT int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*start)(void *),
                          void *restrict argument)
{
    int error = process_error(CALL_NEVER(pthread_create, EINTR));
    if (error)
        return error;
    struct beginning *beginning = prepare((routine **)&start, (void **)&argument);
    bool has = library_has(SYMBOL_pthread_create);
    return prepared(beginning, has ? real.pthread_create(thread, attributes, start, argument) : EAGAIN);
}

enum { THREADS_ERROR = 2, THREADS_NO_MEMORY = 3 };

/* C11 knows two errors; both libcs number them alike. */
EXPORT int thrd_create(unsigned long *thread, int (*start)(void *), void *argument)
{
    int error = process_error(CALL_NEVER(thrd_create, EINTR));
    if (error)
        return error == ENOMEM ? THREADS_NO_MEMORY : THREADS_ERROR;
    struct beginning *beginning = prepare((routine **)&start, &argument);
    bool has = library_has(SYMBOL_thrd_create);
    return prepared(beginning, has ? real.thrd_create(thread, start, argument) : THREADS_ERROR);
}
