/* held: while a thread waits to receive, others are received; then it gets one byte, and one more is received. Says of
 * each how many bytes came of the 10 that were sent, or of the one. */
#include <pthread.h>
#include <sys/socket.h>

#include "probe.h"

static int waiting[2], other[2], waiter;

static void *wait_for_one(void *unused)
{
    char bytes[10];
    __atomic_store_n(&waiter, (int)syscall(SYS_gettid), __ATOMIC_RELEASE);
    say("one %zd", recv(waiting[0], bytes, sizeof bytes, 0));
    return unused;
}

static bool sleeps(int thread)
{
    char path[64], status[512] = "";
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", thread);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);
    syscall(SYS_read, fd, status, sizeof status - 1);
    probe_close(fd);
    return strstr(status, ") S ");
}

static void receive_ten(void)
{
    char bytes[10] = "";
    MUST(syscall(SYS_sendto, other[1], bytes, sizeof bytes, 0, NULL, 0) == sizeof bytes);
    say("ten %zd", recv(other[0], bytes, sizeof bytes, 0));
}

int main(void)
{
    pthread_t thread;
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, waiting) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, other) == 0);
    MUST(pthread_create(&thread, NULL, wait_for_one, NULL) == 0);
    while (!__atomic_load_n(&waiter, __ATOMIC_ACQUIRE) || !sleeps(waiter))
        ;
    receive_ten();
    receive_ten();
    MUST(syscall(SYS_sendto, waiting[1], "x", 1, 0, NULL, 0) == 1);
    pthread_join(thread, NULL);
    receive_ten();
    return 0;
}
