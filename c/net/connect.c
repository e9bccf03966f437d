#include <fcntl.h>

#include "../core/system.h"
#include "affliction.h"
#include "descriptor.h"
#include "entry.h"

/* An interrupted connect goes on in the background (connect(2), EINTR). */
static void begin_in_background(int fd, const struct sockaddr *address, socklen_t length)
{
    long flags = system_call(SYS_fcntl, fd, F_GETFL);
    system_call(SYS_fcntl, fd, F_SETFL, flags | O_NONBLOCK);
    system_call(SYS_connect, fd, address, length);
    system_call(SYS_fcntl, fd, F_SETFL, flags);
}

/* What a network says only after a while. */
static bool comes_late(int error)
{
    return error == ECONNREFUSED || error == ETIMEDOUT || error == EHOSTUNREACH || error == ECONNRESET;
}

/* Who connects without waiting is told in the way in which event loops expect it: the connection is being established,
 * then the socket, which polls as writable and hung up since it is not connected, has an error. */
static NOTHROW COLD int fail_connect(int fd, int error, const struct sockaddr *address, socklen_t length)
{
    struct sight sight;
    if (error == EINTR)
        begin_in_background(fd, address, length);
    if (!comes_late(error) || !sight_of(fd, &sight) || sight.waits || sight.endpoint.transport != TRANSPORT_TCP)
        return fail(error);
    affliction_keep(sight.inode, AFFLICTION_REFUSED, error);
    return fail(EINPROGRESS);
}

static NOTHROW COLD int connected(int fd, const struct sockaddr *address, socklen_t length, enum transport transport,
                                  int result)
{
    char path[ENDPOINT_TEXT];
    if (result && errno != EINPROGRESS && errno != EINTR)
        return result;
    struct endpoint endpoint = endpoint_read(transport, address, length, path);
    if (endpoint.named && transport != TRANSPORT_UNKNOWN)
        descriptor_note(fd, &endpoint);
    else
        descriptor_forget(fd);
    return result;
}

EXPORT int connect(int fd, const struct sockaddr *address, socklen_t length)
{
    struct fault fault;
    int late = affliction_take_error(fd);
    if (late)
        return fail(late);
    if (net_fault_address(&fault, CALL(connect), fd, address, length))
        return fail_connect(fd, fault.error, address, length);
    int result = real.connect(fd, address, length);
    return library_rests() ? result : connected(fd, address, length, descriptor_transport(fd), result);
}
