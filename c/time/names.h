/* Declarations of every libc symbol that time interposes, so that each slot and each entry is checked against its type.
 */
#ifndef CHAOS_TIME_NAMES_H
#define CHAOS_TIME_NAMES_H

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* threads.h is newer than glibc 2.17. */
int thrd_sleep(const struct timespec *, struct timespec *);
int cnd_timedwait(void *restrict, void *restrict, const struct timespec *restrict);
int mtx_timedlock(void *restrict, const struct timespec *restrict);
/* musl has none of these, nor has glibc before 2.30. */
int pthread_mutex_clocklock(pthread_mutex_t *restrict, clockid_t, const struct timespec *restrict);
int pthread_rwlock_clockrdlock(pthread_rwlock_t *restrict, clockid_t, const struct timespec *restrict);
int pthread_rwlock_clockwrlock(pthread_rwlock_t *restrict, clockid_t, const struct timespec *restrict);
int pthread_cond_clockwait(pthread_cond_t *restrict, pthread_mutex_t *restrict, clockid_t,
                           const struct timespec *restrict);
int sem_clockwait(sem_t *restrict, clockid_t, const struct timespec *restrict);
/* New programs can't be linked to it. */
int stime(const time_t *);

#ifdef __GLIBC__
typedef __itimer_which_t itimer_which;
#else
typedef int itimer_which;
#endif

#endif
