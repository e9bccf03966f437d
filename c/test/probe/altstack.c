/* A signal handler that writes on an alternate stack of SIGSTKSZ bytes, as it is on this machine in headers of glibc,
 * in a thread that has made no call yet, and then renames. Below the stack is a page that nobody may touch. With an
 * argument it says how much more of the stack a rename takes than an unlink: from 256 bytes on.
 */
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

#include "probe.h"

#ifdef __aarch64__
#define STACK 16384
#else
#define STACK 8192
#endif
#define PAGE 4096
#define UNTOUCHED 0x5a

static int fd;
static enum { WRITE, UNLINK, RENAME } wanted;
static char room[PAGE + STACK] __attribute__((aligned(PAGE)));

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
    stack_t stack = {.ss_sp = room + PAGE, .ss_size = STACK};
    MUST(mprotect(room, PAGE, PROT_NONE) == 0);
    MUST(sigaltstack(&stack, NULL) == 0);
    raise(SIGUSR1);
    long more = taken_by(RENAME) - taken_by(UNLINK);
    if (compare && more >= 256)
        say("%ld bytes more", more);
    return NULL;
}

int main(int count, char **arguments)
{
    pthread_t thread;
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
    fd = open("file", O_RDWR | O_CREAT, 0600);
    MUST(sigaction(SIGUSR1, &action, NULL) == 0);
    MUST(pthread_create(&thread, NULL, work, count > 1 ? arguments : NULL) == 0);
    pthread_join(thread, NULL);
    say("handled");
    return 0;
}
