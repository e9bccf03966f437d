/* Preloaded behind the library: a libc whose waits go by one clock each, as musl's do. It has the names of the others
 * at the same places, which is what the library makes of names that there are not. */
#include <dlfcn.h>
#include <stddef.h>

/* Before glibc 2.36, RTLD_NEXT means the oldest version of a function, which knows no clock of a condition. */
#ifdef __GLIBC__
#define NEWEST(name) dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2")
#else
#define NEWEST(name) NULL
#endif

#define WAIT(timed, clocked, parameters, arguments)                                                                    \
    int timed parameters                                                                                               \
    {                                                                                                                  \
        int(*next) parameters;                                                                                         \
        *(void **)&next = NEWEST(#timed);                                                                              \
        if (!next)                                                                                                     \
            *(void **)&next = dlsym(RTLD_NEXT, #timed);                                                                \
        return next arguments;                                                                                         \
    }                                                                                                                  \
    int clocked parameters __attribute__((alias(#timed)));

WAIT(pthread_mutex_timedlock, pthread_mutex_clocklock, (void *mutex, const void *time), (mutex, time))
WAIT(pthread_rwlock_timedrdlock, pthread_rwlock_clockrdlock, (void *lock, const void *time), (lock, time))
WAIT(pthread_rwlock_timedwrlock, pthread_rwlock_clockwrlock, (void *lock, const void *time), (lock, time))
WAIT(pthread_cond_timedwait, pthread_cond_clockwait, (void *condition, void *mutex, const void *time),
     (condition, mutex, time))
WAIT(sem_timedwait, sem_clockwait, (void *semaphore, const void *time), (semaphore, time))
