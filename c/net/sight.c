#include "sight.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/stat.h>

#include "../core/system.h"

#define PROTOCOL_MPTCP 262

enum transport sight_transport(int family, int type, int protocol)
{
    type &= 0xf;
    if (family != AF_INET && family != AF_INET6)
        return TRANSPORT_OTHER;
    if (type == SOCK_STREAM && (!protocol || protocol == IPPROTO_TCP || protocol == PROTOCOL_MPTCP))
        return TRANSPORT_TCP;
    return type == SOCK_DGRAM && (!protocol || protocol == IPPROTO_UDP) ? TRANSPORT_UDP : TRANSPORT_OTHER;
}

bool sight_identity(int fd, struct sight *sight)
{
    struct stat status;
    if (system_call(SYS_fstat, fd, &status) || !S_ISSOCK(status.st_mode))
        return false;
    sight->device = status.st_dev;
    sight->inode = status.st_ino;
    return true;
}

static int option(int fd, int level, int name)
{
    int value = 0;
    socklen_t length = sizeof value;
    return system_call(SYS_getsockopt, fd, level, name, &value, &length) ? 0 : value;
}

int sight_type(int fd)
{
    return option(fd, SOL_SOCKET, SO_TYPE);
}

/* The state is the first byte of struct tcp_info. */
int sight_state(int fd)
{
    return option(fd, IPPROTO_TCP, TCP_INFO) & 0xff;
}

static bool look(struct sight *sight, long number, int fd, enum transport transport)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    address.ss_family = AF_UNSPEC;
    if (system_call(number, fd, &address, &length))
        return false;
    sight->endpoint = endpoint_read(transport, (const struct sockaddr *)&address, length, sight->path);
    return true;
}

/* The peer of a unix socket often has no name, then its own stands for the connection. What is bound to no port yet has
 * none either. */
bool sight_of(int fd, struct sight *sight)
{
    if (!sight_identity(fd, sight))
        return false;
    int family = option(fd, SOL_SOCKET, SO_DOMAIN), protocol = option(fd, SOL_SOCKET, SO_PROTOCOL);
    sight->type = sight_type(fd);
    enum transport transport = sight_transport(family, sight->type, protocol);
    sight->waits = !(system_call(SYS_fcntl, fd, F_GETFL) & O_NONBLOCK);
    sight->connected = look(sight, SYS_getpeername, fd, transport);
    sight->connecting = !sight->connected && transport == TRANSPORT_TCP && sight_state(fd) == TCP_SYN_SENT;
    if (!sight->connected || !sight->endpoint.named)
        look(sight, SYS_getsockname, fd, transport);
    if (!sight->connected && transport != TRANSPORT_OTHER && !sight->endpoint.port)
        sight->endpoint = endpoint_unnamed(transport, family);
    return true;
}

bool sight_polls(int fd, short events)
{
    struct pollfd polled = {fd, events, 0};
    struct timespec no_time = {0, 0};
    return system_call(SYS_ppoll, &polled, 1, &no_time, NULL, 0) > 0 && polled.revents & events;
}
