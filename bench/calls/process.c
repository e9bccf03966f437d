#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker.h"

extern char **environ;

/* There are no children: that is found out at once. */
NOINLINE void phase_waitpid(struct worker *worker, long length)
{
    (void)worker;
    while (length--)
        check(waitpid(-1, NULL, WNOHANG) == -1, "waitpid for no child");
}

NOINLINE void phase_kill(struct worker *worker, long length)
{
    pid_t self = getpid();
    (void)worker;
    while (length--)
        check(kill(self, 0) == 0, "kill");
}

static void *nothing(void *argument)
{
    return argument;
}

NOINLINE void phase_pthread_create(struct worker *worker, long length)
{
    pthread_t thread;
    (void)worker;
    while (length--)
        check(pthread_create(&thread, NULL, nothing, NULL) == 0 && pthread_join(thread, NULL) == 0, "pthread_create");
}

static void wait_for(pid_t child)
{
    int status;
    check(waitpid(child, &status, 0) == child && status == 0, "waitpid");
}

NOINLINE void phase_fork_waitpid(struct worker *worker, long length)
{
    (void)worker;
    while (length--) {
        pid_t child = fork();
        check(child >= 0, "fork");
        if (child == 0)
            _exit(0);
        wait_for(child);
    }
}

NOINLINE void phase_spawn_waitpid(struct worker *worker, long length)
{
    char *arguments[] = {(char *)worker->program, NULL};
    while (length--) {
        pid_t child;
        check(posix_spawn(&child, worker->program, NULL, NULL, arguments, environ) == 0, "posix_spawn");
        wait_for(child);
    }
}
