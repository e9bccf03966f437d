#define _GNU_SOURCE
#include <semaphore.h>
#include <sys/time.h>
#include <time.h>

#include "worker.h"

NOINLINE void phase_clock_gettime(struct worker *worker, long length)
{
    struct timespec now;
    (void)worker;
    while (length--)
        check(clock_gettime(CLOCK_MONOTONIC, &now) == 0, "clock_gettime");
}

NOINLINE void phase_gettimeofday(struct worker *worker, long length)
{
    struct timeval now;
    (void)worker;
    while (length--)
        check(gettimeofday(&now, NULL) == 0, "gettimeofday");
}

NOINLINE void phase_time(struct worker *worker, long length)
{
    (void)worker;
    while (length--)
        check(time(NULL) > 0, "time");
}

NOINLINE void phase_getitimer(struct worker *worker, long length)
{
    struct itimerval left;
    (void)worker;
    while (length--)
        check(getitimer(ITIMER_VIRTUAL, &left) == 0, "getitimer");
}

NOINLINE void phase_sem_timedwait(struct worker *worker, long length)
{
    sem_t semaphore;
    const struct timespec never = {3000000000, 0};
    (void)worker;
    check(sem_init(&semaphore, 0, 0) == 0, "sem_init");
    while (length--)
        check(sem_post(&semaphore) == 0 && sem_timedwait(&semaphore, &never) == 0, "sem_timedwait");
}

NOINLINE void phase_nanosleep(struct worker *worker, long length)
{
    const struct timespec none = {0};
    (void)worker;
    while (length--)
        check(nanosleep(&none, NULL) == 0, "nanosleep");
}
