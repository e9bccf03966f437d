/* A thread with as little stack as there can be makes the first call after a text of rules has changed, reread TEXT
 * NET.CONF: whatever is read then must not leap over the page below the stack, into memory that is somebody else's. */
#include <pthread.h>
#include <sys/mman.h>

#include "loopback.h"

#define PAGE 4096
#define NEIGHBOUR 65536
#ifdef __aarch64__
#define STACK 131072 /* the least that glibc takes there */
#else
#define STACK 16384
#endif
#define UNTOUCHED 0x5a

static char room[NEIGHBOUR + PAGE + STACK] __attribute__((aligned(PAGE)));
static int error;

static void *work(void *text)
{
    int fd = loopback_socket(SOCK_STREAM);
    struct sockaddr_in address = loopback_address(1);
    (void)!connect(fd, (struct sockaddr *)&address, sizeof address);
    error = errno;
    return text;
}

int main(int count, char **arguments)
{
    pthread_t thread;
    pthread_attr_t attributes;
    struct timespec while_nobody_looks = {.tv_nsec = 100000000};
    memset(room, UNTOUCHED, NEIGHBOUR);
    MUST(count == 3 && probe_change_rules(arguments[1], arguments[2], NULL) == 0);
    MUST(syscall(SYS_nanosleep, &while_nobody_looks, NULL) == 0);
    MUST(mprotect(room + NEIGHBOUR, PAGE, PROT_NONE) == 0);
    MUST(pthread_attr_init(&attributes) == 0);
    MUST(pthread_attr_setstack(&attributes, room + NEIGHBOUR + PAGE, STACK) == 0);
    MUST(pthread_create(&thread, &attributes, work, NULL) == 0);
    pthread_join(thread, NULL);
    for (long i = 0; i < NEIGHBOUR; i++)
        MUST(room[i] == UNTOUCHED);
    say("%d", error);
    return 0;
}
