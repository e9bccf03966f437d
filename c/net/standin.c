#include "standin.h"

#include "../core/system.h"

/* The same on both architectures, and newer than some headers. */
#define NUMBER_epoll_pwait2 441
#define SIGNALS_SIZE 8

static int plain_epoll_pwait2(int epoll, struct epoll_event *events, int room, const struct timespec *timeout,
                              const sigset_t *signals)
{
    long result = system_call(NUMBER_epoll_pwait2, epoll, events, room, timeout, signals, SIGNALS_SIZE);
    return system_failed(result) ? fail((int)-result) : (int)result;
}

#ifndef __GLIBC__
static ssize_t plain___recv_chk(int fd, void *buffer, size_t length, size_t room, int flags)
{
    (void)room;
    return real.recv(fd, buffer, length, flags);
}

static ssize_t plain___recvfrom_chk(int fd, void *restrict buffer, size_t length, size_t room, int flags,
                                    struct sockaddr *restrict address, socklen_t *restrict size)
{
    (void)room;
    return real.recvfrom(fd, buffer, length, flags, address, size);
}
#endif

#define FILL(name)                                                                                                     \
    if (!slots->name)                                                                                                  \
    slots->name = plain_##name

void standin_fill(struct real *slots)
{
    FILL(epoll_pwait2);
#ifndef __GLIBC__
    FILL(__recv_chk);
    FILL(__recvfrom_chk);
#endif
}
