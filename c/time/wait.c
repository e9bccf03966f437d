/* Waits for a lock, a condition or a semaphore until a time. They are no operation: no rule is about them, and none is
 * counted. Where rules shift a clock, the time on it is translated to real time. */
#include "condition.h"
#include "entry.h"
#include "view.h"

/* The real time at which a clock shows a time: that of the condition, where there is one. */
NOTHROW static const struct timespec *real_time(const void *object, const void *condition, clockid_t clock,
                                                const struct timespec *time, struct timespec *other)
{
    if (library_asleep(OPERATION_sleep))
        return time;
    library_ready();
    if (condition)
        clock = condition_clock(condition);
    return view_until((uintptr_t)object, NULL, clock, time, other);
}

/* What a function returns that the libc does not have. */
#define ABSENT(symbol) ((symbol) < SYMBOL_sem_timedwait ? ENOSYS : fail(ENOSYS))

/* Of what can be had or not, only a semaphore is given up for a signal. */
static int waited(int result, void *semaphore, const struct timespec *time, const struct timespec *until)
{
    if (result < 0 && errno == EINTR)
        view_interrupted((uintptr_t)semaphore, time, until);
    return result;
}

BODY static int wait_until(void *object, const struct timespec *time, unsigned name)
{
    struct timespec other;
    struct call call = CALLED(name);
    const struct timespec *until = real_time(object, NULL, CLOCK_REALTIME, time, &other);
    int result = library_has(call.symbol) ? NEXT(sem_timedwait, call)(object, until) : ABSENT(call.symbol);
    return waited(result, object, time, until);
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
    struct call call = CALLED(name);
    const struct timespec *until = real_time(object, NULL, clock, time, &other);
    int result = library_has(call.symbol) ? NEXT(sem_clockwait, call)(object, clock, until) : ABSENT(call.symbol);
    return waited(result, object, time, until);
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
    struct call call = CALLED(name);
    time = real_time(NULL, condition, CLOCK_REALTIME, time, &other);
    return library_has(call.symbol) ? NEXT(cnd_timedwait, call)(condition, mutex, time) : ENOSYS;
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
    time = real_time(NULL, NULL, clock, time, &other);
    return library_has(SYMBOL_pthread_cond_clockwait) ? real.pthread_cond_clockwait(condition, mutex, clock, time)
                                                      : ENOSYS;
}
