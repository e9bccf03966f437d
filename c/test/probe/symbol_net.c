/* symbol_net DIRECTORY COUNT NAME: calls one libc function COUNT times on TCP connections of its own, as attempt.h
 * says. symbol_net list: says which functions the libc has. symbol_net cancel: calls each in a thread that was
 * cancelled. */
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/uio.h>

#include "attempt.h"
#include "loopback.h"

static char bytes[64];
static int ends[2];

/* A connection with eight bytes to be read. */
static void connection(void)
{
    loopback_pair(SOCK_STREAM, ends);
    MUST(syscall(SYS_write, ends[1], "12345678", 8) == 8);
}

static bool done(long result)
{
    probe_close(ends[0]);
    probe_close(ends[1]);
    return result < 0;
}

static bool opens(int fd)
{
    if (fd >= 0)
        probe_close(fd);
    return fd < 0;
}

static bool try_socket(void *function)
{
    int fd;
    DO(fd = FUNCTION(int, int, int, int)(AF_INET, SOCK_STREAM, 0));
    return opens(fd);
}

static bool try_socketpair(void *function)
{
    int result, pair[2];
    DO(result = FUNCTION(int, int, int, int, int *)(AF_UNIX, SOCK_STREAM, 0, pair));
    if (result == 0)
        opens(pair[0]), opens(pair[1]);
    return result < 0;
}

static bool try_bind(void *function)
{
    struct sockaddr_in address = loopback_address(0);
    int result, fd = loopback_socket(SOCK_STREAM);
    DO(result = FUNCTION(int, int, const void *, socklen_t)(fd, &address, sizeof address));
    probe_close(fd);
    return result < 0;
}

static bool try_listen(void *function)
{
    int result, fd = loopback_bound(SOCK_STREAM, 0);
    DO(result = FUNCTION(int, int, int)(fd, 5));
    probe_close(fd);
    return result < 0;
}

static bool try_shutdown(void *function)
{
    int result;
    connection();
    DO(result = FUNCTION(int, int, int)(ends[0], SHUT_RDWR));
    return done(result);
}

static bool try_connect(void *function)
{
    int result, listening = loopback_bound(SOCK_STREAM, 0), fd = loopback_socket(SOCK_STREAM);
    struct sockaddr_in address = loopback_name(listening);
    DO(result = FUNCTION(int, int, const void *, socklen_t)(fd, &address, sizeof address));
    probe_close(listening);
    probe_close(fd);
    return result < 0;
}

/* Arguments that a name of the family doesn't take do no harm. */
static bool try_accept(void *function)
{
    struct sockaddr_in from;
    socklen_t length = sizeof from;
    int listening = loopback_bound(SOCK_STREAM, 0), fd = loopback_socket(SOCK_STREAM), result;
    bool named = preset;
    loopback_connect(fd, listening);
    DO(result =
           FUNCTION(int, int, void *, socklen_t *, int)(listening, named ? &from : NULL, named ? &length : NULL, 0));
    MUST(result < 0 || !named || (from.sin_family == AF_INET && from.sin_port == loopback_name(fd).sin_port));
    probe_close(listening);
    probe_close(fd);
    return opens(result);
}

static bool try_poll(void *function)
{
    int result;
    connection();
    struct pollfd polled[] = {{-1, POLLIN, 0}, {ends[0], POLLIN, 0}};
    DO(result = FUNCTION(int, struct pollfd *, nfds_t, int, size_t)(polled, 2, 10000, sizeof polled));
    MUST(result < 0 || (result == 1 && polled[1].revents == POLLIN));
    return done(result);
}

static bool try_ppoll(void *function)
{
    int result;
    connection();
    struct timespec time = {10, 0};
    struct pollfd polled[] = {{ends[0], POLLIN, 0}};
    DO(result = FUNCTION(int, struct pollfd *, nfds_t, struct timespec *, void *, size_t)(polled, 1, &time, NULL,
                                                                                          sizeof polled));
    MUST(result < 0 || (result == 1 && polled[0].revents == POLLIN));
    return done(result);
}

static bool waits_in_set(long (*wait)(void *function, fd_set *set), void *function)
{
    fd_set set;
    connection();
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    long result = wait(function, &set);
    MUST(result < 0 || (result == 1 && FD_ISSET(ends[0], &set)));
    return done(result);
}

static long wait_select(void *function, fd_set *set)
{
    struct timeval time = {10, 0};
    long result;
    DO(result =
           FUNCTION(int, int, fd_set *, fd_set *, fd_set *, struct timeval *)(ends[0] + 1, set, NULL, NULL, &time));
    return result;
}

static bool try_select(void *function)
{
    return waits_in_set(wait_select, function);
}

static long wait_pselect(void *function, fd_set *set)
{
    struct timespec time = {10, 0};
    long result;
    DO(result = FUNCTION(int, int, fd_set *, fd_set *, fd_set *, struct timespec *, void *)(ends[0] + 1, set, NULL,
                                                                                            NULL, &time, NULL));
    return result;
}

static bool try_pselect(void *function)
{
    return waits_in_set(wait_pselect, function);
}

static int interested(void)
{
    struct epoll_event event = {EPOLLIN, {.u64 = 7}};
    connection();
    int epoll = (int)syscall(SYS_epoll_create1, EPOLL_CLOEXEC);
    MUST(syscall(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, ends[0], &event) == 0);
    return epoll;
}

static bool waited(int epoll, int result, const struct epoll_event *event)
{
    MUST(result < 0 || (result == 1 && event->data.u64 == 7));
    probe_close(epoll);
    return done(result);
}

static bool try_epoll_wait(void *function)
{
    struct epoll_event event;
    int result, epoll = interested();
    DO(result = FUNCTION(int, int, struct epoll_event *, int, int, void *)(epoll, &event, 1, 10000, NULL));
    return waited(epoll, result, &event);
}

static bool try_epoll_pwait2(void *function)
{
    struct epoll_event event;
    struct timespec time = {10, 0};
    int result, epoll = interested();
    DO(result =
           FUNCTION(int, int, struct epoll_event *, int, struct timespec *, void *)(epoll, &event, 1, &time, NULL));
    return waited(epoll, result, &event);
}

static bool try_epoll_ctl(void *function)
{
    struct epoll_event event = {EPOLLOUT, {.u64 = 8}};
    int result, epoll = interested();
    DO(result = FUNCTION(int, int, int, int, struct epoll_event *)(epoll, EPOLL_CTL_MOD, ends[0], &event));
    probe_close(epoll);
    return done(result);
}

static bool try_send(void *function)
{
    long length;
    connection();
    DO(length = FUNCTION(long, int, const void *, size_t, int, void *, socklen_t)(ends[0], "abc", 3, 0, NULL, 0));
    MUST(length < 0 || length == 3);
    return done(length);
}

static struct iovec vector[2] = {{bytes, 2}, {bytes + 2, 1}};

static bool try_message(void *function)
{
    struct msghdr message = {.msg_iov = vector, .msg_iovlen = 2};
    long length;
    connection();
    DO(length = FUNCTION(long, int, struct msghdr *, int)(ends[0], &message, 0));
    MUST(length < 0 || length == 3);
    return done(length);
}

static bool try_messages(void *function)
{
    struct mmsghdr messages[] = {{{.msg_iov = vector, .msg_iovlen = 2}, 0}};
    int result;
    connection();
    DO(result = FUNCTION(int, int, struct mmsghdr *, unsigned, int, void *)(ends[0], messages, 1, 0, NULL));
    MUST(result < 0 || (result == 1 && messages[0].msg_len == 3));
    return done(result);
}

static bool try_vector(void *function)
{
    long length;
    connection();
    DO(length = FUNCTION(long, int, struct iovec *, int)(ends[0], vector, 2));
    MUST(length < 0 || length == 3);
    return done(length);
}

static bool try_sendfile(void *function)
{
    long length;
    connection();
    int in = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/exe", O_RDONLY, 0);
    off_t offset = 0;
    DO(length = FUNCTION(long, int, int, off_t *, size_t)(ends[0], in, &offset, 3));
    MUST(length < 0 || length == 3);
    probe_close(in);
    return done(length);
}

static bool try_recv(void *function)
{
    long length;
    connection();
    DO(length = FUNCTION(long, int, void *, size_t, int, void *, void *)(ends[0], bytes, 3, 0, NULL, NULL));
    MUST(length < 0 || (length == 3 && memcmp(bytes, "123", 3) == 0));
    return done(length);
}

static bool try_recv_chk(void *function)
{
    long length;
    connection();
    DO(length = FUNCTION(long, int, void *, size_t, size_t, int, void *, void *)(ends[0], bytes, 3, sizeof bytes, 0,
                                                                                 NULL, NULL));
    MUST(length < 0 || (length == 3 && memcmp(bytes, "123", 3) == 0));
    return done(length);
}

static bool try_read(void *function)
{
    long length;
    connection();
    DO(length = FUNCTION(long, int, void *, size_t, size_t)(ends[0], bytes, 3, sizeof bytes));
    MUST(length < 0 || (length == 3 && memcmp(bytes, "123", 3) == 0));
    return done(length);
}

static bool try_close(void *function)
{
    int result;
    connection();
    DO(result = FUNCTION(int, int)(ends[0]));
    MUST(syscall(SYS_fcntl, ends[0], F_GETFD) < 0);
    return done(result);
}

static bool try_getsockopt(void *function)
{
    int result, value = 7;
    socklen_t length = sizeof value;
    connection();
    DO(result = FUNCTION(int, int, int, int, void *, socklen_t *)(ends[0], SOL_SOCKET, SO_ERROR, &value, &length));
    MUST(value == 0);
    return done(result);
}

/* The second word means something to all but dup. */
static bool try_copy(void *function)
{
    int copy;
    connection();
    DO(copy = FUNCTION(int, int, int, int)(ends[0], 700, O_CLOEXEC));
    return done(opens(copy) ? -1 : 0);
}

static bool try_fcntl(void *function)
{
    int copy;
    connection();
    DO(copy = FUNCTION(int, int, int, ...)(ends[0], F_DUPFD, 700));
    return done(opens(copy) || copy < 700 ? -1 : 0);
}

static bool try_syscall(void *function)
{
    long result;
    DO(result = FUNCTION(long, long, ...)(SYS_getppid));
    return result < 0;
}

static const struct symbol symbols[] = {
    {"socket", try_socket},
    {"socketpair", try_socketpair},
    {"bind", try_bind},
    {"listen", try_listen},
    {"shutdown", try_shutdown},
    {"connect", try_connect},
    {"accept", try_accept},
    {"accept4", try_accept},
    {"poll", try_poll},
    {"ppoll", try_ppoll},
    {"__poll_chk", try_poll},
    {"__ppoll_chk", try_ppoll},
    {"select", try_select},
    {"pselect", try_pselect},
    {"epoll_wait", try_epoll_wait},
    {"epoll_pwait", try_epoll_wait},
    {"epoll_pwait2", try_epoll_pwait2},
    {"send", try_send},
    {"sendto", try_send},
    {"sendmsg", try_message},
    {"sendmmsg", try_messages},
    {"write", try_send},
    {"writev", try_vector},
    {"sendfile", try_sendfile},
    {"sendfile64", try_sendfile},
    {"recv", try_recv},
    {"recvfrom", try_recv},
    {"recvmsg", try_message},
    {"recvmmsg", try_messages},
    {"read", try_read},
    {"readv", try_vector},
    {"__read_chk", try_read},
    {"__recv_chk", try_recv_chk},
    {"__recvfrom_chk", try_recv_chk},
    {"close", try_close},
    {"getsockopt", try_getsockopt},
    {"epoll_ctl", try_epoll_ctl},
    {"syscall", try_syscall},
    {"dup", try_copy},
    {"dup2", try_copy},
    {"dup3", try_copy},
    {"fcntl", try_fcntl},
    {"fcntl64", try_fcntl},
};

#define SYMBOLS (sizeof symbols / sizeof *symbols)

static void prepare(void)
{
}

int main(int count, char **arguments)
{
    probe_keep_voice();
    if (count == 2 && strcmp(arguments[1], "cancel") == 0)
        return attempt_cancelled_each(symbols, SYMBOLS), 0;
    if (count == 2)
        return attempt_list(symbols, SYMBOLS), 0;
    MUST(count == 4);
    return attempt_named(symbols, SYMBOLS, arguments[3], atoi(arguments[2])), 0;
}
