/* Waits for a lock, a condition or a semaphore until a time. They are no operation: no rule is about them, and none is
 * counted. Where rules shift a clock, the time on it is translated to real time. */
#include "condition.h"
#include "entry.h"
#include "view.h"

/* The real time at which a clock shows a time: that of the condition, where there is one. */
NOTHROW static const struct timespec *real_time(const void *condition, clockid_t clock, const struct timespec *time,
                                                struct timespec *other)
{
    if (library_asleep(OPERATION_sleep))
        return time;
    library_ready();
    if (condition)
        clock = condition_clock(condition);
    return !pointer_is_wild(time) && view_until(NULL, NULL, clock, time, other) ? other : time;
}

/* The next definition, which a program may have loaded after this library (libpthread.so before glibc 2.34); or NULL.
 */
NOTHROW static uintptr_t next_of(unsigned name)
{
    const uintptr_t *slot = (const uintptr_t *)&real + (name >> 16);
    return *slot ? *slot : (library_resolve(), *slot);
}

#define NEXT_OF(signature, name) ((__typeof__(signature) *)next_of(name))

/* What a function returns that the libc does not have. */
#define ABSENT(name) ((name) >> 16 < SYMBOL_sem_timedwait ? ENOSYS : fail(ENOSYS))

BODY static int wait_until(void *object, const struct timespec *time, unsigned name)
{
    struct timespec other;
    __typeof__(sem_timedwait) *next = NEXT_OF(sem_timedwait, name);
    time = real_time(NULL, CLOCK_REALTIME, time, &other);
    return next ? next(object, time) : ABSENT(name);
}

ALIAS int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict time)
{
    return wait_until(mutex, time, NAME(pthread_mutex_timedlock));
}

ALIAS int mtx_timedlock(void *restrict mutex, const struct timespec *restrict time)
{
    return wait_until(mutex, time, NAME(mtx_timedlock));
}

ALIAS int pthread_rwlock_timedrdlock(pthread_rwlock_t *restrict lock, const struct timespec *restrict time)
{
    return wait_until(lock, time, NAME(pthread_rwlock_timedrdlock));
}

ALIAS int pthread_rwlock_timedwrlock(pthread_rwlock_t *restrict lock, const struct timespec *restrict time)
{
    return wait_until(lock, time, NAME(pthread_rwlock_timedwrlock));
}

ALIAS int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict time)
{
    return wait_until(semaphore, time, NAME(sem_timedwait));
}

BODY static int wait_by(void *object, clockid_t clock, const struct timespec *time, unsigned name)
{
    struct timespec other;
    __typeof__(sem_clockwait) *next = NEXT_OF(sem_clockwait, name);
    time = real_time(NULL, clock, time, &other);
    return next ? next(object, clock, time) : ABSENT(name);
}

ALIAS int pthread_mutex_clocklock(pthread_mutex_t *restrict mutex, clockid_t clock,
                                  const struct timespec *restrict time)
{
    return wait_by(mutex, clock, time, NAME(pthread_mutex_clocklock));
}

ALIAS int pthread_rwlock_clockrdlock(pthread_rwlock_t *restrict lock, clockid_t clock,
                                     const struct timespec *restrict time)
{
    return wait_by(lock, clock, time, NAME(pthread_rwlock_clockrdlock));
}

ALIAS int pthread_rwlock_clockwrlock(pthread_rwlock_t *restrict lock, clockid_t clock,
                                     const struct timespec *restrict time)
{
    return wait_by(lock, clock, time, NAME(pthread_rwlock_clockwrlock));
}

ALIAS int sem_clockwait(sem_t *restrict semaphore, clockid_t clock, const struct timespec *restrict time)
{
    return wait_by(semaphore, clock, time, NAME(sem_clockwait));
}

BODY static int wait_for(void *condition, void *mutex, const struct timespec *time, unsigned name)
{
    struct timespec other;
    __typeof__(cnd_timedwait) *next = NEXT_OF(cnd_timedwait, name);
    time = real_time(condition, CLOCK_REALTIME, time, &other);
    return next ? next(condition, mutex, time) : ABSENT(name);
}

ALIAS int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                                 const struct timespec *restrict time)
{
    return wait_for(condition, mutex, time, NAME(pthread_cond_timedwait));
}

ALIAS int cnd_timedwait(void *restrict condition, void *restrict mutex, const struct timespec *restrict time)
{
    return wait_for(condition, mutex, time, NAME(cnd_timedwait));
}

EXPORT int pthread_cond_clockwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, clockid_t clock,
                                  const struct timespec *restrict time)
{
    struct timespec other;
    __typeof__(pthread_cond_clockwait) *next = NEXT_OF(pthread_cond_clockwait, NAME(pthread_cond_clockwait));
    time = real_time(NULL, clock, time, &other);
    return next ? next(condition, mutex, clock, time) : ENOSYS;
}
