/* A signal handler that writes on an alternate stack of SIGSTKSZ bytes, as it is on this machine in headers of glibc,
 * in a thread that has made no call yet.
 */
#include <pthread.h>
#include <signal.h>

#include "probe.h"

#ifdef __aarch64__
#define STACK 16384
#else
#define STACK 8192
#endif

static int fd;

static void handle(int signal)
{
    (void)signal;
    (void)!write(fd, "xy", 2);
}

static void *work(void *unused)
{
    static char room[STACK] __attribute__((aligned(16)));
    stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
    MUST(sigaltstack(&stack, NULL) == 0);
    raise(SIGUSR1);
    return unused;
}

int main(void)
{
    pthread_t thread;
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
    fd = open("file", O_RDWR | O_CREAT, 0600);
    MUST(sigaction(SIGUSR1, &action, NULL) == 0);
    MUST(pthread_create(&thread, NULL, work, NULL) == 0);
    pthread_join(thread, NULL);
    say("handled");
    return 0;
}
