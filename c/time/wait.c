/* Waits for a lock, a condition or a semaphore until a time. They are no operation: no rule is about them, and none is
 * counted. Where rules shift a clock, the time on it is translated to real time. */
#include "condition.h"
#include "entry.h"
#include "shift.h"
#include "span.h"
#include "view.h"

/* Which of them are given a clock, from the first one on. Where the libc has none of them (musl, glibc before 2.30),
 * the one before it in the table, which goes by a clock of its own, stands in its slot. */
#define NUMBER(symbol) ((symbol)-SYMBOL_pthread_mutex_timedlock)
#define GIVEN(name) (1u << NUMBER(SYMBOL_##name))
#define GIVEN_A_CLOCK                                                                                                  \
    (GIVEN(pthread_mutex_clocklock) | GIVEN(pthread_rwlock_clockrdlock) | GIVEN(pthread_rwlock_clockwrlock) |          \
     GIVEN(pthread_cond_clockwait) | GIVEN(sem_clockwait))

#define SLOT(symbol) (((const uintptr_t *)&real)[symbol])

/* The time at which one clock shows what another one shows at a time. */
NOTHROW static const struct timespec *on_clock(clockid_t clock, clockid_t other, const struct timespec *time,
                                               struct timespec *translated)
{
    if (clock == other || !time_is_readable(time) || !span_is_plain(time))
        return time;
    int64_t end = span_of(time) - shift_reading(clock) + shift_reading(other);
    *translated = span_timespec(end > 0 ? end : 1);
    return translated;
}

static int refused(unsigned symbol, int error)
{
    return symbol < SYMBOL_sem_timedwait ? error : fail(error);
}

/* All are called as if they had four parameters: what a name has none for, its function does not look at. */
typedef int waiting(void *object, const void *second, const void *third, const void *fourth);

/* A wait with a mutex is one for a condition. Of what can be had or not, only a semaphore is given up for a signal. */
BODY static int wait_as(void *object, void *mutex, clockid_t clock, const struct timespec *time, unsigned name)
{
    struct timespec other, translated;
    struct call call = CALLED(name);
    const struct timespec *until = time, *end;
    bool given = GIVEN_A_CLOCK >> NUMBER(call.symbol) & 1;
    if (!library_asleep(OPERATION_sleep)) {
        library_ready();
        until = view_until(mutex ? 0 : (uintptr_t)object, NULL, given || !mutex ? clock : condition_clock(object), time,
                           &other);
    }
    /* glibc before 2.34 has waits for conditions, and no others, without its library of threads too: once that has
     * come, all are looked for again. */
    library_has(SYMBOL_sem_timedwait);
    bool has = library_has(call.symbol), stands_in = given && SLOT(call.symbol) == SLOT(call.symbol - 1);
    if (!has || (stands_in && (unsigned)clock > CLOCK_MONOTONIC))
        return refused(call.symbol, has ? EINVAL : ENOSYS);
    end = until;
    if (stands_in)
        end = on_clock(clock, mutex ? condition_clock(object) : CLOCK_REALTIME, until, &translated);
    const void *by = given && !stands_in ? (const void *)(intptr_t)clock : end;
    int result = NEXT(waiting, call)(object, mutex ? mutex : by, mutex ? by : end, end);
    if (result < 0 && errno == EINTR)
        view_interrupted((uintptr_t)object, time, until);
    return result;
}

ALIAS int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict time)
{
    return wait_as(mutex, NULL, CLOCK_REALTIME, time, NAME(pthread_mutex_timedlock));
}

ALIAS int pthread_rwlock_timedrdlock(pthread_rwlock_t *restrict lock, const struct timespec *restrict time)
{
    return wait_as(lock, NULL, CLOCK_REALTIME, time, NAME(pthread_rwlock_timedrdlock));
}

ALIAS int pthread_rwlock_timedwrlock(pthread_rwlock_t *restrict lock, const struct timespec *restrict time)
{
    return wait_as(lock, NULL, CLOCK_REALTIME, time, NAME(pthread_rwlock_timedwrlock));
}

ALIAS int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict time)
{
    return wait_as(semaphore, NULL, CLOCK_REALTIME, time, NAME(sem_timedwait));
}

ALIAS int mtx_timedlock(void *restrict mutex, const struct timespec *restrict time)
{
    return wait_as(mutex, NULL, CLOCK_REALTIME, time, NAME(mtx_timedlock));
}

ALIAS int pthread_mutex_clocklock(pthread_mutex_t *restrict mutex, clockid_t clock,
                                  const struct timespec *restrict time)
{
    return wait_as(mutex, NULL, clock, time, NAME(pthread_mutex_clocklock));
}

ALIAS int pthread_rwlock_clockrdlock(pthread_rwlock_t *restrict lock, clockid_t clock,
                                     const struct timespec *restrict time)
{
    return wait_as(lock, NULL, clock, time, NAME(pthread_rwlock_clockrdlock));
}

ALIAS int pthread_rwlock_clockwrlock(pthread_rwlock_t *restrict lock, clockid_t clock,
                                     const struct timespec *restrict time)
{
    return wait_as(lock, NULL, clock, time, NAME(pthread_rwlock_clockwrlock));
}

ALIAS int sem_clockwait(sem_t *restrict semaphore, clockid_t clock, const struct timespec *restrict time)
{
    return wait_as(semaphore, NULL, clock, time, NAME(sem_clockwait));
}

ALIAS int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                                 const struct timespec *restrict time)
{
    return wait_as(condition, mutex, CLOCK_REALTIME, time, NAME(pthread_cond_timedwait));
}

ALIAS int cnd_timedwait(void *restrict condition, void *restrict mutex, const struct timespec *restrict time)
{
    return wait_as(condition, mutex, CLOCK_REALTIME, time, NAME(cnd_timedwait));
}

ALIAS int pthread_cond_clockwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, clockid_t clock,
                                 const struct timespec *restrict time)
{
    return wait_as(condition, mutex, clock, time, NAME(pthread_cond_clockwait));
}
