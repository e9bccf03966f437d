/* symbol_time DIRECTORY COUNT NAME: what symbol.c does for io, for the functions of time. A function that returns the
 * error's number has to leave errno alone, and one that says nothing of the error is taken to have said EINVAL. */
#include <semaphore.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/timerfd.h>

#include "attempt.h"
#include "machine.h"

static struct timespec moment;
static const struct timespec instant = {0, 1000};

static bool try_clock_gettime(void *function)
{
    int result;
    DO(result = FUNCTION(int, clockid_t, struct timespec *)(CLOCK_MONOTONIC, &moment));
    MUST(result || moment.tv_sec || moment.tv_nsec);
    return result != 0;
}

static bool try_gettimeofday(void *function)
{
    int result;
    struct timeval now = {0, 0};
    DO(result = FUNCTION(int, struct timeval *, void *)(&now, NULL));
    MUST(result || now.tv_sec);
    return result != 0;
}

static bool try_time(void *function)
{
    time_t result, same = 0;
    DO(result = FUNCTION(time_t, time_t *)(&same));
    MUST(result == -1 || result == same);
    return result == -1;
}

static bool try_timespec_get(void *function)
{
    int result;
    DO(result = FUNCTION(int, struct timespec *, int)(&moment, 1));
    MUST(result == 0 || result == 1);
    return !result;
}

static bool try_nanosleep(void *function)
{
    int result;
    DO(result = FUNCTION(int, const struct timespec *, struct timespec *)(&instant, NULL));
    return result != 0;
}

static bool try_clock_nanosleep(void *function)
{
    int result;
    DO(result = FUNCTION(int, clockid_t, int, const struct timespec *, struct timespec *)(CLOCK_MONOTONIC, 0, &instant,
                                                                                          NULL));
    MUST(after == preset);
    after = result ? result : preset;
    return result != 0;
}

static bool try_usleep(void *function)
{
    int result;
    DO(result = FUNCTION(int, useconds_t)(1));
    return result != 0;
}

static bool try_sleep(void *function)
{
    unsigned result;
    DO(result = FUNCTION(unsigned, unsigned)(0));
    MUST(result == 0);
    return after != preset;
}

static bool try_thrd_sleep(void *function)
{
    int result;
    DO(result = FUNCTION(int, const struct timespec *, struct timespec *)(&instant, NULL));
    MUST(after == preset && (result == 0 || result == -2));
    after = result ? EINVAL : preset;
    return result != 0;
}

static bool try_setitimer(void *function)
{
    int result;
    static const struct itimerval timer = {{0, 0}, {1000, 0}};
    DO(result = FUNCTION(int, int, const struct itimerval *, struct itimerval *)(ITIMER_REAL, &timer, NULL));
    return result != 0;
}

static bool try_getitimer(void *function)
{
    int result;
    struct itimerval timer;
    DO(result = FUNCTION(int, int, struct itimerval *)(ITIMER_REAL, &timer));
    return result != 0;
}

static bool try_ualarm(void *function)
{
    useconds_t result;
    DO(result = FUNCTION(useconds_t, useconds_t, useconds_t)(0, 0));
    return result == (useconds_t)-1;
}

static timer_t made(void)
{
    static timer_t timer;
    static bool there;
    static struct sigevent event = {.sigev_notify = SIGEV_NONE};
    MUST(there || timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    there = true;
    return timer;
}

static bool try_timer_settime(void *function)
{
    int result;
    timer_t timer = made();
    static const struct itimerspec value = {{0, 0}, {1000, 0}};
    DO(result = FUNCTION(int, timer_t, int, const struct itimerspec *, struct itimerspec *)(timer, 0, &value, NULL));
    return result != 0;
}

static bool try_timer_gettime(void *function)
{
    int result;
    timer_t timer = made();
    struct itimerspec value;
    DO(result = FUNCTION(int, timer_t, struct itimerspec *)(timer, &value));
    return result != 0;
}

static bool try_timerfd_settime(void *function)
{
    int result, fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    MUST(fd >= 0);
    static const struct itimerspec value = {{0, 0}, {1000, 0}};
    DO(result = FUNCTION(int, int, int, const struct itimerspec *, struct itimerspec *)(fd, 0, &value, NULL));
    close(fd);
    return result != 0;
}

static bool try_timerfd_gettime(void *function)
{
    int result, fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    MUST(fd >= 0);
    struct itimerspec value;
    DO(result = FUNCTION(int, int, struct itimerspec *)(fd, &value));
    close(fd);
    return result != 0;
}

static bool try_alarm(void *function)
{
    unsigned result;
    DO(result = FUNCTION(unsigned, unsigned)(0));
    MUST(result == 0);
    return after != preset;
}

static bool try_clock_getres(void *function)
{
    int result;
    DO(result = FUNCTION(int, clockid_t, struct timespec *)(CLOCK_MONOTONIC, &moment));
    return result != 0;
}

static bool try_timer_create(void *function)
{
    int result;
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_NONE};
    DO(result = FUNCTION(int, clockid_t, struct sigevent *, timer_t *)(CLOCK_REALTIME, &event, &timer));
    return result != 0;
}

static int attempts;

/* What stands for the machine has been asked for what the program wants, and nothing else. */
static bool was_set(int result, const char *call, long long rest)
{
    const struct machine *machine = machine_found();
    MUST(machine->calls == ++attempts && !strcmp(machine->call, call) && machine->clock == CLOCK_REALTIME);
    MUST(machine->seconds == 5 && machine->nanoseconds == rest);
    return result != 0;
}

static bool try_clock_settime(void *function)
{
    int result;
    DO(result = FUNCTION(int, clockid_t, const struct timespec *)(CLOCK_REALTIME, &(struct timespec){5, 7}));
    return was_set(result, "clock_settime", 7);
}

static bool try_settimeofday(void *function)
{
    int result;
    DO(result = FUNCTION(int, const struct timeval *, const void *)(&(struct timeval){5, 7}, NULL));
    return was_set(result, "settimeofday", 7);
}

static bool try_stime(void *function)
{
    int result;
    DO(result = FUNCTION(int, const time_t *)(&(time_t){5}));
    return was_set(result, "stime", 0);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;
static long c11[16]; /* a mutex or a condition of C11's, zeroed */

static bool try_pthread_mutex_timedlock(void *function)
{
    int result;
    DO(result = FUNCTION(int, pthread_mutex_t *, const struct timespec *)(&mutex, &instant));
    return result != 0 || pthread_mutex_unlock(&mutex) != 0;
}

static bool try_pthread_mutex_clocklock(void *function)
{
    int result;
    DO(result =
           FUNCTION(int, pthread_mutex_t *, clockid_t, const struct timespec *)(&mutex, CLOCK_MONOTONIC, &instant));
    return result != 0 || pthread_mutex_unlock(&mutex) != 0;
}

/* A plain mutex is not timed, but glibc locks it all the same. */
static bool try_mtx_timedlock(void *function)
{
    int result;
    int (*make)(void *, int) = dlsym(RTLD_DEFAULT, "mtx_init");
    MUST(make(c11, 2) == 0);
    DO(result = FUNCTION(int, void *, const struct timespec *)(c11, &instant));
    return result != 0;
}

static bool try_pthread_rwlock_timedlock(void *function)
{
    int result;
    DO(result = FUNCTION(int, pthread_rwlock_t *, const struct timespec *)(&lock, &instant));
    return result != 0 || pthread_rwlock_unlock(&lock) != 0;
}

static bool try_pthread_rwlock_clocklock(void *function)
{
    int result;
    DO(result =
           FUNCTION(int, pthread_rwlock_t *, clockid_t, const struct timespec *)(&lock, CLOCK_MONOTONIC, &instant));
    return result != 0 || pthread_rwlock_unlock(&lock) != 0;
}

/* Nobody signals the condition. */
static bool try_pthread_cond_timedwait(void *function)
{
    int result;
    MUST(pthread_mutex_lock(&mutex) == 0);
    DO(result =
           FUNCTION(int, pthread_cond_t *, pthread_mutex_t *, const struct timespec *)(&condition, &mutex, &instant));
    return pthread_mutex_unlock(&mutex) != 0 || result != ETIMEDOUT;
}

static bool try_pthread_cond_clockwait(void *function)
{
    int result;
    MUST(pthread_mutex_lock(&mutex) == 0);
    DO(result = FUNCTION(int, pthread_cond_t *, pthread_mutex_t *, clockid_t,
                         const struct timespec *)(&condition, &mutex, CLOCK_MONOTONIC, &instant));
    return pthread_mutex_unlock(&mutex) != 0 || result != ETIMEDOUT;
}

/* A time that has passed is a time-out, which both libcs number differently. */
static bool try_cnd_timedwait(void *function)
{
    int result;
    static long locked[16];
    int (*make)(void *, int) = dlsym(RTLD_DEFAULT, "mtx_init"), (*take)(void *) = dlsym(RTLD_DEFAULT, "mtx_lock");
    MUST(make(locked, 0) == 0 && take(locked) == 0);
    DO(result = FUNCTION(int, void *, void *, const struct timespec *)(c11, locked, &instant));
    return result != 4 && result != 5;
}

static bool try_sem_timedwait(void *function)
{
    int result;
    MUST(sem_init(&semaphore, 0, 1) == 0);
    DO(result = FUNCTION(int, sem_t *, const struct timespec *)(&semaphore, &instant));
    return result != 0;
}

static bool try_sem_clockwait(void *function)
{
    int result;
    MUST(sem_init(&semaphore, 0, 1) == 0);
    DO(result = FUNCTION(int, sem_t *, clockid_t, const struct timespec *)(&semaphore, CLOCK_MONOTONIC, &instant));
    return result != 0;
}

static const struct symbol symbols[] = {
    {"clock_gettime", try_clock_gettime},
    {"gettimeofday", try_gettimeofday},
    {"time", try_time},
    {"timespec_get", try_timespec_get},
    {"nanosleep", try_nanosleep},
    {"clock_nanosleep", try_clock_nanosleep},
    {"usleep", try_usleep},
    {"sleep", try_sleep},
    {"thrd_sleep", try_thrd_sleep},
    {"setitimer", try_setitimer},
    {"getitimer", try_getitimer},
    {"ualarm", try_ualarm},
    {"timer_settime", try_timer_settime},
    {"timer_gettime", try_timer_gettime},
    {"timerfd_settime", try_timerfd_settime},
    {"timerfd_gettime", try_timerfd_gettime},
    {"alarm", try_alarm},
    {"clock_getres", try_clock_getres},
    {"timer_create", try_timer_create},
    {"clock_settime", try_clock_settime},
    {"settimeofday", try_settimeofday},
    {"stime", try_stime},
    {"pthread_mutex_timedlock", try_pthread_mutex_timedlock},
    {"pthread_mutex_clocklock", try_pthread_mutex_clocklock},
    {"mtx_timedlock", try_mtx_timedlock},
    {"pthread_rwlock_timedrdlock", try_pthread_rwlock_timedlock},
    {"pthread_rwlock_clockrdlock", try_pthread_rwlock_clocklock},
    {"pthread_rwlock_timedwrlock", try_pthread_rwlock_timedlock},
    {"pthread_rwlock_clockwrlock", try_pthread_rwlock_clocklock},
    {"pthread_cond_timedwait", try_pthread_cond_timedwait},
    {"pthread_cond_clockwait", try_pthread_cond_clockwait},
    {"cnd_timedwait", try_cnd_timedwait},
    {"sem_timedwait", try_sem_timedwait},
    {"sem_clockwait", try_sem_clockwait},
};

#define SYMBOLS (sizeof symbols / sizeof *symbols)

static void prepare(void)
{
}

int main(int count, char **arguments)
{
    probe_keep_voice();
    machine_found();
    if (count == 2)
        return attempt_list(symbols, SYMBOLS), 0;
    MUST(count == 4);
    attempt_named(symbols, SYMBOLS, arguments[3], atoi(arguments[2]));
    return 0;
}
