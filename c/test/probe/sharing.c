/* sharing FILE TIMES: opens, reads and closes a file again and again, while another thread makes descriptors that are
 * remembered in the same place as that file's. Says how many reads failed. */
#include <pthread.h>
#include <sys/resource.h>

#include "probe.h"

#define APART 1024

static int latest;

static void *make_others(void *null)
{
    int fd;
    while ((fd = __atomic_load_n(&latest, __ATOMIC_RELAXED)) >= 0)
        dup2(*(int *)null, fd + APART);
    return NULL;
}

int main(int count, char **arguments)
{
    pthread_t thread;
    char byte;
    int failed = 0, null = open("/dev/null", O_RDONLY);
    MUST(count == 3 && setrlimit(RLIMIT_NOFILE, &(struct rlimit){4 * APART, 4 * APART}) == 0);
    MUST(pthread_create(&thread, NULL, make_others, &null) == 0);
    for (int i = atoi(arguments[2]); i > 0; i--) {
        int fd = open(arguments[1], O_RDONLY);
        __atomic_store_n(&latest, fd, __ATOMIC_RELAXED);
        failed += read(fd, &byte, 1) < 0;
        close(fd);
    }
    __atomic_store_n(&latest, -1, __ATOMIC_RELAXED);
    pthread_join(thread, NULL);
    say("failed %d", failed);
    return 0;
}
