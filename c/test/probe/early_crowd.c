/* A shared object whose constructor starts threads that all make their first calls at once; says how many passed. */
#include <pthread.h>

#include "probe.h"

#define CROWD 8
#define SYNCS 20

static pthread_barrier_t barrier;
static int passed;

static void *sync_some(void *unused)
{
    int fd = (int)syscall(SYS_openat, AT_FDCWD, "early_crowd", O_RDWR | O_CREAT, 0600);
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < SYNCS; i++)
        if (fsync(fd) == 0)
            __atomic_add_fetch(&passed, 1, __ATOMIC_RELAXED);
    syscall(SYS_close, fd);
    return unused;
}

__attribute__((constructor)) static void gather(void)
{
    pthread_t crowd[CROWD];
    MUST(pthread_barrier_init(&barrier, NULL, CROWD) == 0);
    for (int i = 0; i < CROWD; i++)
        MUST(pthread_create(&crowd[i], NULL, sync_some, NULL) == 0);
    for (int i = 0; i < CROWD; i++)
        MUST(pthread_join(crowd[i], NULL) == 0);
    say("passed %d", passed);
}
