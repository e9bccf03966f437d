/* Calls of which some pointer leads to a page that nobody may read. Says what came of each. */
#include <netinet/in.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "probe.h"

#define TRY(call)                                                                                                      \
    do {                                                                                                               \
        errno = 0;                                                                                                     \
        long result = (long)(call);                                                                                    \
        say("%s %d %d", #call, result < 0 ? -1 : 0, errno);                                                            \
    } while (0)

/* As the first call of a new process. */
#define TRY_FIRST(call)                                                                                                \
    do {                                                                                                               \
        pid_t child = fork();                                                                                          \
        if (child == 0) {                                                                                              \
            TRY(call);                                                                                                 \
            _exit(0);                                                                                                  \
        }                                                                                                              \
        MUST(waitpid(child, NULL, 0) == child);                                                                        \
    } while (0)

int main(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    struct sockaddr_storage other;
    struct stat status;
    socklen_t length = sizeof address;
    int listening = socket(AF_INET, SOCK_STREAM, 0), caller = socket(AF_INET, SOCK_STREAM, 0), pair[2];
    int file = open("file", O_RDWR | O_CREAT, 0600);
    void *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct iovec bytes = {"x", 1};
    struct msghdr message = {.msg_name = page, .msg_namelen = length, .msg_iov = &bytes, .msg_iovlen = 1};
    struct timespec *never = page;
    char *const nothing[] = {NULL};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    MUST(page != MAP_FAILED && file >= 0 && write(file, "0123456789", 10) == 10);
    MUST(bind(listening, (void *)&address, length) == 0 && listen(listening, 5) == 0);
    MUST(getsockname(listening, (void *)&address, &length) == 0);
    MUST(connect(caller, (void *)&address, length) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);

    TRY(accept(listening, (void *)&other, page));
    TRY(accept4(-1, (void *)&other, page, 0));
    TRY(sendmsg(caller, &message, 0));
#ifdef __GLIBC__ /* musl's look at them themselves */
    TRY(sendmsg(pair[0], page, 0));
    TRY(sendmmsg(pair[0], page, 1, 0));
    TRY(recvmsg(pair[0], page, MSG_DONTWAIT));
    TRY(recvmmsg(pair[0], page, 1, MSG_DONTWAIT, NULL));
#endif
    TRY(sendto(caller, "x", 1, 0, page, length));
    TRY(connect(caller, page, length));
    TRY(bind(caller, page, length));
    TRY(poll(page, 1, 0));
    TRY(readv(pair[0], page, 1));
    TRY(writev(file, page, 1));
    TRY(preadv(file, page, 1, 0));
    TRY(copy_file_range(file, page, file, page, 1, 0));
    TRY(splice(file, page, pair[0], page, 1, 0));
    TRY(open(page, O_RDONLY));
    TRY(stat(page, &status));
    TRY(rename(page, page));
    TRY(mkdir(page, 0700));
    TRY(truncate(page, 0));
    TRY(nanosleep(never, NULL));
    TRY(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, never, NULL));
    TRY(execve(page, nothing, nothing));
    TRY_FIRST(open(page, O_RDONLY));
    TRY_FIRST(stat(page, &status));
    TRY_FIRST(rename(page, page));
    TRY_FIRST(link("file", page));
    TRY_FIRST(truncate(page, 0));
    TRY_FIRST(readv(pair[0], page, 1));
    TRY_FIRST(sendto(caller, "x", 1, 0, page, length));
    TRY_FIRST(bind(caller, page, length));
    TRY_FIRST(nanosleep(never, NULL));
    return 0;
}
