/* threads COUNT SYNCS [in-turn]: each thread syncs a file of its own; says for each which syncs failed, as 0s and 1s.
 * The threads begin in turn and work at the same time, or each begins when the one before it has ended. */
#include <pthread.h>

#include "probe.h"

#define MOST 64

static int syncs;
static char results[MOST][1024];

static void *work(void *number)
{
    long self = (long)number;
    char name[32];
    snprintf(name, sizeof name, "thread-%ld", self);
    int fd = open(name, O_RDWR | O_CREAT, 0600);
    MUST(fd >= 0);
    for (int i = 0; i < syncs; i++)
        results[self][i] = fsync(fd) < 0 ? '1' : '0';
    close(fd);
    return NULL;
}

int main(int count, char **arguments)
{
    pthread_t threads[MOST];
    MUST(count == 3 || count == 4);
    long number = atol(arguments[1]);
    syncs = atoi(arguments[2]);
    for (long i = 0; i < number; i++)
        if (pthread_create(&threads[i], NULL, work, (void *)i) || (count == 4 && pthread_join(threads[i], NULL)))
            MUST(!"a thread that begins and ends");
    for (long i = 0; i < number && count == 3; i++)
        pthread_join(threads[i], NULL);
    for (long i = 0; i < number; i++)
        say("%s", results[i]);
    return 0;
}
