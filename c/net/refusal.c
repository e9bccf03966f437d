#include "refusal.h"

#include "../core/attributes.h"
#include "../core/fail.h"
#include "../core/system.h"
#include "affliction.h"
#include "sight.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>

/* An interrupted connect of TCP goes on in the background (connect(2), EINTR); one of a unix socket does not. */
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

/* Nobody can listen on port 0, so the kernel refuses that connection, and says so in all its ways. False: it says
 * otherwise, as where there is no IPv6, or the socket is bound to a device that leads elsewhere. Nothing has changed
 * then. */
static bool refuse(int fd, int family)
{
    struct sockaddr_in6 nobody = {0};
    nobody.sin6_family = (sa_family_t)family;
    nobody.sin6_flowinfo = __builtin_bswap32(INADDR_LOOPBACK); /* where one of IPv4 has the address */
    nobody.sin6_addr.s6_addr32[3] = __builtin_bswap32(1);
    if (system_call(SYS_connect, fd, &nobody, sizeof nobody) != -EINPROGRESS)
        return false;
    return sight_polls(fd, POLLERR) || (affliction_reset(fd, true), false);
}

/* Who connects without waiting is told in the way in which event loops expect it: the connection is being established,
 * then the socket has an error. A second connect is told it, and takes it away. */
COLD int refusal(int fd, int error, const struct sockaddr *address, socklen_t length)
{
    struct sight sight;
    if (error < 0) {
        refuse(fd, AF_INET);
        error = -error;
    } else if (sight_of(fd, &sight) && sight.endpoint.transport == TRANSPORT_TCP) {
        if (error == EINTR) {
            begin_in_background(fd, address, length);
        } else if (comes_late(error) && !sight.waits && refuse(fd, sight.endpoint.family)) {
            affliction_keep(sight.inode, AFFLICTION_REFUSED, error);
            error = EINPROGRESS;
        }
    }
    return fail(error);
}
