/* A thousand threads with stacks of 16 KiB, all alive at once; each opens, writes, reads, prints to, syncs and closes a
 * file of its own. Says how many calls failed. */
#include <pthread.h>
#include <sys/stat.h>

#include "probe.h"

#define THREADS 1000

static pthread_barrier_t barrier;
static int failed, passed;

static void count(bool good)
{
    __atomic_fetch_add(good ? &passed : &failed, 1, __ATOMIC_RELAXED);
}

static void *work(void *number)
{
    char name[32], byte;
    struct stat status;
    snprintf(name, sizeof name, "%ld", (long)number);
    pthread_barrier_wait(&barrier);
    int fd = open(name, O_RDWR | O_CREAT, 0600);
    MUST(fd >= 0);
    count(write(fd, "text", 4) == 4);
    count(pread(fd, &byte, 1, 0) == 1);
    count(fsync(fd) == 0);
    count(stat(name, &status) == 0);
    count(access(name, R_OK) == 0);
    close(fd);
    count(unlink(name) == 0);
    pthread_barrier_wait(&barrier);
    return NULL;
}

int main(void)
{
    static pthread_t threads[THREADS];
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    /* glibc wants eight times that on arm64. */
    if (pthread_attr_setstacksize(&attributes, 16384))
        MUST(pthread_attr_setstacksize(&attributes, 131072) == 0);
    pthread_barrier_init(&barrier, NULL, THREADS);
    for (long i = 0; i < THREADS; i++) {
        int error = pthread_create(&threads[i], &attributes, work, (void *)i);
        if (error) {
            say("FAILED thread %ld: %s", i, strerror(error));
            _exit(97);
        }
    }
    for (long i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    say("%d failed of %d", failed, failed + passed);
    return 0;
}
