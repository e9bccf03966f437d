/* leap COUNT: so many children of fork, in each of which the handler of a signal leaps out of the first calls, at
 * another moment in each; says how many syncs that the thread and another one make afterwards passed. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "probe.h"

#define SYNCS 5

static sigjmp_buf landing;
static int fd;

static void leap(int number)
{
    siglongjmp(landing, number);
}

static void *sync_some(void *passed)
{
    for (int i = 0; i < SYNCS; i++)
        *(int *)passed += fsync(fd) == 0;
    return NULL;
}

static int in_child(int number)
{
    pthread_t other;
    struct itimerval soon = {{0, 0}, {0, 1 + number * 7 % 200}};
    int passed = 0;
    MUST(signal(SIGALRM, leap) != SIG_ERR);
    if (!sigsetjmp(landing, 1)) {
        MUST(setitimer(ITIMER_REAL, &soon, NULL) == 0);
        for (;;)
            fsync(fd);
    }
    sync_some(&passed);
    MUST(pthread_create(&other, NULL, sync_some, &passed) == 0 && pthread_join(other, NULL) == 0);
    return passed;
}

int main(int count, char **arguments)
{
    int passed = 0;
    MUST(count == 2 && (fd = open("leap", O_RDWR | O_CREAT, 0600)) >= 0);
    for (int i = 0; i < atoi(arguments[1]); i++) {
        int status;
        pid_t child = fork();
        if (!child)
            _exit(in_child(i));
        MUST(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status));
        passed += WEXITSTATUS(status);
    }
    say("passed %d", passed);
    return 0;
}
