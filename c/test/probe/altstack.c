/* A signal handler that writes on a small stack, in a thread that has made no call yet, and then renames. With an
 * argument it says how much more of the stack a rename takes than an unlink: from 256 bytes on.
 */
#include <pthread.h>

#include "small_stack.h"

#define UNTOUCHED 0x5a

static int fd;
static enum { WRITE, UNLINK, RENAME } wanted;

static void handle(int signal)
{
    (void)signal;
    if (wanted == WRITE)
        (void)!write(fd, "xy", 2);
    else
        (void)!(wanted == UNLINK ? unlink("other") : rename("file", "other"));
}

/* Bytes of the stack; what a call does but once is none of it. */
static long taken_by(int call)
{
    long free = 0;
    wanted = call;
    for (int i = 0; i < 2; i++) {
        memset(room + PAGE, UNTOUCHED, STACK);
        raise(SIGUSR1);
    }
    while (room[PAGE + free] == UNTOUCHED)
        free++;
    return STACK - free;
}

static void *work(void *compare)
{
    handle_on_small_stack(handle);
    raise(SIGUSR1);
    long more = taken_by(RENAME) - taken_by(UNLINK);
    if (compare && more >= 256)
        say("%ld bytes more", more);
    return NULL;
}

int main(int count, char **arguments)
{
    pthread_t thread;
    fd = open("file", O_RDWR | O_CREAT, 0600);
    MUST(pthread_create(&thread, NULL, work, count > 1 ? arguments : NULL) == 0);
    pthread_join(thread, NULL);
    say("handled");
    return 0;
}
