/* Four threads write and sync all the time while the first one forks a hundred children, who write and sync, too, and
 * make threads of their own. Says how many children ended well. */
#include <pthread.h>
#include <sys/wait.h>

#include "probe.h"

static int done;

static void some(const char *name)
{
    int fd = open(name, O_RDWR | O_CREAT, 0600);
    MUST(fd >= 0);
    for (int i = 0; i < 20; i++) {
        ssize_t written = write(fd, "x", 1);
        int synced = fsync(fd);
        MUST((written == 1 || errno == EIO) && (synced == 0 || errno == EIO));
    }
    close(fd);
}

static void *work(void *unused)
{
    while (!__atomic_load_n(&done, __ATOMIC_RELAXED))
        some("parent");
    return unused;
}

static void *once(void *unused)
{
    some("thread");
    return unused;
}

int main(void)
{
    pthread_t threads[4], own;
    int well = 0;
    for (int i = 0; i < 4; i++)
        MUST(pthread_create(&threads[i], NULL, work, NULL) == 0);
    for (int i = 0; i < 100; i++) {
        int status;
        pid_t child = fork();
        if (!child) {
            some("child");
            MUST(pthread_create(&own, NULL, once, NULL) == 0);
            pthread_join(own, NULL);
            _exit(0);
        }
        MUST(child > 0 && waitpid(child, &status, 0) == child);
        well += WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    __atomic_store_n(&done, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    say("%d children ended well", well);
    return 0;
}
