#include "descriptor.h"
#include "entry.h"

static int made(int fd, int family, int type, int protocol)
{
    struct endpoint endpoint = endpoint_unnamed(sight_transport(family, type, protocol), family);
    if (fd >= 0)
        descriptor_note(fd, &endpoint);
    return fd;
}

EXPORT int socket(int family, int type, int protocol)
{
    int error = net_error_new(CALL(socket), family, type, protocol);
    if (error)
        return fail(error);
    return made(real.socket(family, type, protocol), family, type, protocol);
}

EXPORT int socketpair(int family, int type, int protocol, int pair[2])
{
    int error = net_error_new(CALL(socketpair), family, type, protocol);
    if (error)
        return fail(error);
    int result = real.socketpair(family, type, protocol, pair);
    if (!result) {
        made(pair[0], family, type, protocol);
        made(pair[1], family, type, protocol);
    }
    return result;
}
