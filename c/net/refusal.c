#include "refusal.h"

#include "../core/attributes.h"
#include "../core/fail.h"
#include "../core/system.h"
#include "affliction.h"
#include "sight.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>

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

/* Nobody can listen on port 0, so the kernel refuses that connection, and says so in all its ways. The address is one
 * of IPv4, mapped for a socket of IPv6, which works without IPv6, too. */
static bool refuse(int fd, int family)
{
    struct sockaddr_in6 nobody = {0};
    nobody.sin6_family = (sa_family_t)family;
    nobody.sin6_flowinfo = nobody.sin6_addr.s6_addr32[3] = __builtin_bswap32(INADDR_LOOPBACK);
    nobody.sin6_addr.s6_addr32[2] = __builtin_bswap32(0xffff);
    return system_call(SYS_connect, fd, &nobody, sizeof nobody) == -EINPROGRESS;
}

/* Who connects without waiting is told in the way in which event loops expect it: the connection is being established,
 * then the socket has an error. A second connect is told it, and takes it away (`late`). */
COLD int refusal(int fd, int late, int error, const struct sockaddr *address, socklen_t length)
{
    struct sight sight;
    if (late) {
        refuse(fd, AF_INET);
    } else if (error == EINTR) {
        begin_in_background(fd, address, length);
    } else if (comes_late(error) && sight_of(fd, &sight) && !sight.waits && sight.endpoint.transport == TRANSPORT_TCP) {
        if (!refuse(fd, sight.endpoint.family) || error != ECONNREFUSED)
            affliction_keep(sight.inode, AFFLICTION_REFUSED, error);
        error = EINPROGRESS;
    }
    return fail(error);
}
