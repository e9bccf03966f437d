/* A thousand children of fork whose first calls come from four threads at once. Says how many of them ended by a
 * signal. */
#include <pthread.h>
#include <sys/wait.h>

#include "probe.h"

static int fd;

static void *call(void *unused)
{
    MUST(write(fd, "x", 1) == 1);
    return unused;
}

static void child(void)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        MUST(pthread_create(&threads[i], NULL, call, NULL) == 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    _exit(0);
}

int main(void)
{
    int killed = 0, status;
    fd = open("file", O_RDWR | O_CREAT, 0600);
    for (int i = 0; i < 1000; i++) {
        pid_t pid = fork();
        if (pid == 0)
            child();
        MUST(waitpid(pid, &status, 0) == pid);
        killed += WIFSIGNALED(status);
    }
    say("killed %d", killed);
    return 0;
}
