/* Declarations of every libc symbol that time interposes, so that each slot and each entry is checked against its type.
 */
#ifndef CHAOS_TIME_NAMES_H
#define CHAOS_TIME_NAMES_H

#include <signal.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* threads.h is newer than glibc 2.17. */
int thrd_sleep(const struct timespec *, struct timespec *);
/* New programs can't be linked to it. */
int stime(const time_t *);

#ifdef __GLIBC__
typedef __itimer_which_t itimer_which;
#else
typedef int itimer_which;
#endif

#endif
