/* Connections of the probe with itself, made past every libc function. */
#ifndef CHAOS_LOOPBACK_H
#define CHAOS_LOOPBACK_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "probe.h"

static inline struct sockaddr_in loopback_address(unsigned port)
{
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons((uint16_t)port);
    return address;
}

static inline struct sockaddr_in loopback_name(int fd)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    MUST(syscall(SYS_getsockname, fd, &address, &length) == 0);
    return address;
}

static inline int loopback_socket(int type)
{
    int fd = (int)syscall(SYS_socket, AF_INET, type | SOCK_CLOEXEC, 0);
    MUST(fd >= 0);
    return fd;
}

/* Bound to a port, listening if it is of a stream. */
static inline int loopback_bound(int type, unsigned port)
{
    int fd = loopback_socket(type), yes = 1;
    struct sockaddr_in address = loopback_address(port);
    MUST(syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0);
    MUST(syscall(SYS_bind, fd, &address, sizeof address) == 0);
    MUST(type == SOCK_DGRAM || syscall(SYS_listen, fd, 16) == 0);
    return fd;
}

static inline void loopback_connect(int fd, int to)
{
    struct sockaddr_in address = loopback_name(to);
    MUST(syscall(SYS_connect, fd, &address, sizeof address) == 0);
}

/* Two ends of a connection. */
static inline void loopback_pair(int type, int ends[2])
{
    ends[0] = loopback_socket(type);
    if (type == SOCK_DGRAM) {
        ends[1] = loopback_bound(type, 0);
        loopback_connect(ends[0], ends[1]);
        loopback_connect(ends[1], ends[0]);
        return;
    }
    int listening = loopback_bound(type, 0);
    loopback_connect(ends[0], listening);
    ends[1] = (int)syscall(SYS_accept4, listening, NULL, NULL, SOCK_CLOEXEC);
    MUST(ends[1] >= 0);
    probe_close(listening);
}

#endif
