/* worker FILE: a child of fork gives up its rights, as servers' workers do, before it calls anything that a library is
 * about; then it and a thread of it write to the file, how many times in vain is said. */
#include <grp.h>
#include <pthread.h>
#include <sys/wait.h>

#include "probe.h"

#define WRITES 20

static int file;

static void *write_on(void *failed)
{
    for (int i = 0; i < WRITES; i++)
        if (write(file, "x", 1) < 0 && errno == EIO)
            ++*(int *)failed;
    return NULL;
}

int main(int count, char **arguments)
{
    int status, failed[2] = {0, 0};
    pthread_t thread;
    MUST(count == 2);
    pid_t child = fork();
    MUST(child >= 0);
    if (!child) {
        MUST(setgroups(0, NULL) == 0 && setresuid(65534, 65534, 65534) == 0);
        file = (int)syscall(SYS_openat, AT_FDCWD, arguments[1], O_WRONLY, 0);
        MUST(file >= 0);
        write_on(failed + 1);
        MUST(pthread_create(&thread, NULL, write_on, failed) == 0);
        MUST(pthread_join(thread, NULL) == 0);
        say("failed %d", failed[0] + failed[1]);
        _exit(0);
    }
    MUST(waitpid(child, &status, 0) == child && status == 0);
    return 0;
}
