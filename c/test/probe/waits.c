/* waits STEP…: waits until times, step by step, and says of each what came of it beside the real time.
 *
 *     wait CALL CLOCK MS   waits by the function for what does not come, until so much after what the clock shows: the
 *                          errno of the result, how long it took really (ms), how long after the end the clock is (us)
 *     insist CALL CLOCK MS the same, and again whenever a signal comes, which it does every 40 ms
 *     give CALL CLOCK MS   the same once, and gives it up when the signal comes
 *     own CALL CLOCK MS    the same, by a clock that the program reads itself
 *     free CALL CLOCK      waits for what is there, until a time at an address that is none: the errno
 *     invalid CALL CLOCK   waits until a time that is none: the errno
 *     cancel CALL CLOCK    cancels a thread that waits: which of its handlers ran, and whether it ended by that
 *     list                 the functions that the libc or a library has */
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/time.h>

#include "probe.h"

#define MS 1000000ll
#define SECOND 1000000000ll

/* thrd_timedout, in both libcs. */
#define C11_TIMED_OUT 4

static union object {
    pthread_mutex_t mutex;
    pthread_rwlock_t lock;
    pthread_cond_t condition;
    sem_t semaphore;
    long c11[16];
} awaited, own_mutex;

enum shape { UNTIL, BY, FOR, FOR_BY };

static void make_mutex(union object *object, clockid_t clock)
{
    (void)clock;
    MUST(pthread_mutex_init(&object->mutex, NULL) == 0);
}

static void make_lock(union object *object, clockid_t clock)
{
    (void)clock;
    MUST(pthread_rwlock_init(&object->lock, NULL) == 0);
}

static void make_condition(union object *object, clockid_t clock)
{
    pthread_condattr_t attributes;
    MUST(pthread_condattr_init(&attributes) == 0 && pthread_condattr_setclock(&attributes, clock) == 0);
    MUST(pthread_cond_init(&object->condition, &attributes) == 0);
}

/* One that is waited for by the clock that it was not made for. */
static void make_other_condition(union object *object, clockid_t clock)
{
    make_condition(object, clock == CLOCK_REALTIME ? CLOCK_MONOTONIC : CLOCK_REALTIME);
}

static void make_semaphore(union object *object, clockid_t clock)
{
    (void)clock;
    MUST(sem_init(&object->semaphore, 0, 1) == 0);
}

static void make_c11(union object *object, clockid_t clock)
{
    (void)clock;
    int (*make)(void *, int) = dlsym(RTLD_DEFAULT, "mtx_init");
    MUST(make(object, 2 /* timed */) == 0);
}

static void make_c11_condition(union object *object, clockid_t clock)
{
    (void)clock;
    int (*make)(void *) = dlsym(RTLD_DEFAULT, "cnd_init");
    MUST(make(object) == 0);
}

static void take_mutex(union object *object)
{
    MUST(pthread_mutex_lock(&object->mutex) == 0);
}

static void take_lock(union object *object)
{
    MUST(pthread_rwlock_wrlock(&object->lock) == 0);
}

static void take_semaphore(union object *object)
{
    MUST(sem_wait(&object->semaphore) == 0);
}

static void take_c11(union object *object)
{
    int (*take)(void *) = dlsym(RTLD_DEFAULT, "mtx_lock");
    MUST(take(object) == 0);
}

static void leave(union object *object)
{
    (void)object;
}

static const struct wait {
    const char *name;
    enum shape shape;
    void (*make)(union object *, clockid_t);
    void (*take)(union object *);
} waits[] = {
    {"pthread_mutex_timedlock", UNTIL, make_mutex, take_mutex},
    {"pthread_mutex_clocklock", BY, make_mutex, take_mutex},
    {"mtx_timedlock", UNTIL, make_c11, take_c11},
    {"pthread_rwlock_timedrdlock", UNTIL, make_lock, take_lock},
    {"pthread_rwlock_clockrdlock", BY, make_lock, take_lock},
    {"pthread_rwlock_timedwrlock", UNTIL, make_lock, take_lock},
    {"pthread_rwlock_clockwrlock", BY, make_lock, take_lock},
    {"pthread_cond_timedwait", FOR, make_condition, leave},
    {"pthread_cond_clockwait", FOR_BY, make_other_condition, leave},
    {"cnd_timedwait", FOR, make_c11_condition, leave},
    {"sem_timedwait", UNTIL, make_semaphore, take_semaphore},
    {"sem_clockwait", BY, make_semaphore, take_semaphore},
};

#define WAITS (sizeof waits / sizeof *waits)

static const struct wait *found(const char *name)
{
    for (unsigned i = 0; i < WAITS; i++)
        if (!strcmp(waits[i].name, name))
            return &waits[i];
    probe_fail(name);
    return NULL;
}

#define FUNCTION(...) ((int (*)(__VA_ARGS__))function)

/* One call; the errno that it means. */
static int call(const struct wait *wait, clockid_t clock, const struct timespec *time)
{
    int result;
    void *function = dlsym(RTLD_DEFAULT, wait->name);
    errno = 0;
    switch (wait->shape) {
    case UNTIL:
        result = FUNCTION(void *, const struct timespec *)(&awaited, time);
        break;
    case BY:
        result = FUNCTION(void *, clockid_t, const struct timespec *)(&awaited, clock, time);
        break;
    case FOR:
        result = FUNCTION(void *, void *, const struct timespec *)(&awaited, &own_mutex, time);
        break;
    default:
        result = FUNCTION(void *, void *, clockid_t, const struct timespec *)(&awaited, &own_mutex, clock, time);
    }
    if (wait->make == make_c11 || wait->make == make_c11_condition)
        return result == C11_TIMED_OUT ? ETIMEDOUT : result ? EINVAL : 0;
    return result == -1 ? errno : result;
}

static void *take_away(void *wait)
{
    ((const struct wait *)wait)->take(&awaited);
    return NULL;
}

/* What another thread has, and keeps. */
static void make_taken(const struct wait *wait, clockid_t clock)
{
    pthread_t thread;
    memset(&awaited, 0, sizeof awaited);
    wait->make(&awaited, clock);
    MUST(pthread_create(&thread, NULL, take_away, (void *)wait) == 0 && pthread_join(thread, NULL) == 0);
}

/* What a condition is waited with is the waiter's. */
static void make_own(const struct wait *wait)
{
    memset(&own_mutex, 0, sizeof own_mutex);
    if (wait->make == make_c11_condition) {
        make_c11(&own_mutex, 0);
        take_c11(&own_mutex);
    } else {
        make_mutex(&own_mutex, 0);
        take_mutex(&own_mutex);
    }
}

static long long nanoseconds(struct timespec time)
{
    return (long long)time.tv_sec * SECOND + time.tv_nsec;
}

static long long shown_clock(clockid_t clock)
{
    struct timespec time;
    MUST(clock_gettime(clock, &time) == 0);
    return nanoseconds(time);
}

static long long own_clock(clockid_t clock)
{
    struct timespec time;
    MUST(syscall(SYS_clock_gettime, clock, &time) == 0);
    return nanoseconds(time);
}

static void do_nothing(int number)
{
    (void)number;
}

static void set_signals(long period)
{
    struct sigaction action = {.sa_handler = do_nothing};
    struct itimerval timer = {{0, period}, {0, period}};
    MUST(sigaction(SIGALRM, &action, NULL) == 0 && syscall(SYS_setitimer, ITIMER_REAL, &timer, NULL) == 0);
}

static void do_wait(const struct wait *wait, clockid_t clock, long long span, long long (*read)(clockid_t),
                    bool signals, bool insist)
{
    make_taken(wait, clock);
    make_own(wait);
    uint64_t begun = probe_now();
    long long end = read(clock) + span;
    int result;
    set_signals(signals ? 40000 : 0);
    do
        result = call(wait, clock, &(struct timespec){.tv_sec = end / SECOND, .tv_nsec = end % SECOND});
    while (insist && result == EINTR && probe_now() - begun < 3 * SECOND);
    set_signals(0);
    long long took = (long long)(probe_now() - begun);
    say("%s %d %lld %lld", wait->name, result, took / MS, (read(clock) - end) / 1000);
}

static void do_free(const struct wait *wait, clockid_t clock)
{
    const struct timespec *volatile nowhere = (const struct timespec *)0x1000;
    memset(&awaited, 0, sizeof awaited);
    wait->make(&awaited, clock);
    say("%s %d", wait->name, call(wait, clock, nowhere));
}

static void do_invalid(const struct wait *wait, clockid_t clock)
{
    make_taken(wait, clock);
    make_own(wait);
    say("%s %d", wait->name, call(wait, clock, &(struct timespec){1, SECOND}));
}

static int cleaned;

static void clean(void *number)
{
    cleaned = cleaned * 10 + (int)(long)number;
}

struct waiter {
    const struct wait *wait;
    clockid_t clock;
};

static void *wait_long(void *unused)
{
    const struct waiter *waiter = unused;
    make_own(waiter->wait);
    pthread_cleanup_push(clean, (void *)2L);
    pthread_cleanup_push(clean, (void *)1L);
    long long end = shown_clock(waiter->clock) / SECOND + 1000;
    call(waiter->wait, waiter->clock, &(struct timespec){.tv_sec = end});
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}

static void do_cancel(const struct wait *wait, clockid_t clock)
{
    pthread_t thread;
    void *result;
    struct waiter waiter = {wait, clock};
    cleaned = 0;
    make_taken(wait, clock);
    MUST(pthread_create(&thread, NULL, wait_long, &waiter) == 0);
    syscall(SYS_nanosleep, &(struct timespec){0, 20 * MS}, NULL);
    MUST(pthread_cancel(thread) == 0 && pthread_join(thread, &result) == 0);
    say("%s %d %d", wait->name, cleaned, result == PTHREAD_CANCELED);
}

int main(int count, char **arguments)
{
    (void)count;
    for (char **step = arguments + 1; *step; step++) {
        char action[16], name[32] = "";
        int clock = 0, span = 0;
        MUST(sscanf(*step, "%15s %31s %d %d", action, name, &clock, &span) > 0);
        if (!strcmp(action, "wait"))
            do_wait(found(name), clock, span * MS, shown_clock, false, false);
        else if (!strcmp(action, "give") || !strcmp(action, "insist"))
            do_wait(found(name), clock, span * MS, shown_clock, true, *action == 'i');
        else if (!strcmp(action, "own"))
            do_wait(found(name), clock, span * MS, own_clock, false, false);
        else if (!strcmp(action, "free"))
            do_free(found(name), clock);
        else if (!strcmp(action, "invalid"))
            do_invalid(found(name), clock);
        else if (!strcmp(action, "cancel"))
            do_cancel(found(name), clock);
        else
            for (unsigned i = 0; i < WAITS; i++)
                if (dlsym(RTLD_DEFAULT, waits[i].name))
                    say("%s", waits[i].name);
    }
    return 0;
}
