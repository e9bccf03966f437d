/* An object that a program without threads loads. Says how functions end that were in libraries of their own before
 * glibc 2.34, which it brings along: of libpthread, librt and libutil. */
#include <pthread.h>
#include <pty.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/wait.h>

#include "probe.h"

static void *nothing(void *unused)
{
    return unused;
}

static int wait_in_vain(void)
{
    sem_t semaphore;
    struct timespec time;
    MUST(sem_init(&semaphore, 0, 0) == 0 && clock_gettime(CLOCK_REALTIME, &time) == 0);
    time.tv_sec++;
    return sem_timedwait(&semaphore, &time) ? errno : 0;
}

__attribute__((constructor)) static void tell(void)
{
    pthread_t thread;
    timer_t timer;
    int terminal, created = pthread_create(&thread, NULL, nothing, NULL);
    say("pthread_create %d", created ? created : pthread_join(thread, NULL));
    say("pthread_kill %d", pthread_kill(pthread_self(), 0));
    say("sem_timedwait %d", wait_in_vain());
    say("timer_create %d", timer_create(CLOCK_REALTIME, &(struct sigevent){.sigev_notify = SIGEV_NONE}, &timer));
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    if (child == 0)
        _exit(0);
    say("forkpty %d", child > 0 && waitpid(child, NULL, 0) == child);
}
