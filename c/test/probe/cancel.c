/* cancel read|write: cancels a thread that is blocked in the call; its cleanup handlers have to run, all of them, and
 * the program goes on. */
#include <pthread.h>

#include "probe.h"

static const char *how;
static int ends[2], cleaned, entered;

static void clean(void *number)
{
    cleaned = cleaned * 10 + (int)(long)number;
}

static void *block(void *unused)
{
    static char bytes[1 << 20];
    pthread_cleanup_push(clean, (void *)2L);
    pthread_cleanup_push(clean, (void *)1L);
    __atomic_store_n(&entered, 1, __ATOMIC_RELEASE);
    if (strcmp(how, "write") == 0)
        while (write(ends[1], bytes, sizeof bytes) > 0)
            continue;
    else
        MUST(read(ends[0], bytes, 1) > 0);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return unused;
}

int main(int count, char **arguments)
{
    pthread_t thread;
    void *result;
    MUST(count == 2);
    how = arguments[1];
    MUST(pipe(ends) == 0);
    MUST(pthread_create(&thread, NULL, block, NULL) == 0);
    while (!__atomic_load_n(&entered, __ATOMIC_ACQUIRE))
        usleep(1000);
    usleep(50000);
    MUST(pthread_cancel(thread) == 0);
    MUST(pthread_join(thread, &result) == 0);
    MUST(result == PTHREAD_CANCELED);
    say("cleaned %d", cleaned);
    int fd = open("file", O_RDWR | O_CREAT, 0600);
    say("afterwards %d", (int)write(fd, "x", 1));
    return 0;
}
