#define _GNU_SOURCE
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "worker.h"

static const char sent[64];

static int stream_socket(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    check(fd >= 0, "socket");
    return fd;
}

static int connected(const struct worker *worker)
{
    int fd = stream_socket();
    check(connect(fd, (const struct sockaddr *)&worker->address, sizeof worker->address) == 0, "connect");
    return fd;
}

static int accepted(const struct worker *worker)
{
    int fd = accept(worker->listener, NULL, NULL);
    check(fd >= 0, "accept");
    return fd;
}

void worker_open_sockets(struct worker *worker)
{
    struct epoll_event event = {.events = EPOLLIN};
    socklen_t length = sizeof worker->address;
    worker->address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    worker->listener = stream_socket();
    check(bind(worker->listener, (struct sockaddr *)&worker->address, length) == 0, "bind");
    check(listen(worker->listener, 8) == 0, "listen");
    check(getsockname(worker->listener, (struct sockaddr *)&worker->address, &length) == 0, "getsockname");
    worker->near = connected(worker);
    worker->far = accepted(worker);
    worker->set = epoll_create1(0);
    check(worker->set >= 0 && epoll_ctl(worker->set, EPOLL_CTL_ADD, worker->near, &event) == 0, "epoll_ctl");
}

NOINLINE void phase_send_recv(struct worker *worker, long length)
{
    char received[sizeof sent];
    while (length--) {
        check(send(worker->near, sent, sizeof sent, 0) == sizeof sent, "send");
        check(recv(worker->far, received, sizeof received, MSG_WAITALL) == sizeof received, "recv");
    }
}

NOINLINE void phase_write_read(struct worker *worker, long length)
{
    char received[sizeof sent];
    while (length--) {
        check(write(worker->near, sent, sizeof sent) == sizeof sent, "write on a socket");
        check(read(worker->far, received, sizeof received) == sizeof received, "read on a socket");
    }
}

NOINLINE void phase_poll(struct worker *worker, long length)
{
    struct pollfd watched = {.fd = worker->near, .events = POLLIN};
    while (length--)
        check(poll(&watched, 1, 0) == 0, "poll");
}

NOINLINE void phase_epoll_wait(struct worker *worker, long length)
{
    struct epoll_event event;
    while (length--)
        check(epoll_wait(worker->set, &event, 1, 0) == 0, "epoll_wait");
}

/* Ended by a reset: connections that ended well keep their port for a minute, and ports are few. */
NOINLINE void phase_connect(struct worker *worker, long length)
{
    struct linger reset = {.l_onoff = 1};
    while (length--) {
        int near = connected(worker), far = accepted(worker);
        check(setsockopt(near, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) == 0, "setsockopt");
        check(close(near) == 0 && close(far) == 0, "close of a socket");
    }
}
