#include "../core/bytes.h"
#include "../core/system.h"
#include "entry.h"
#include "sight.h"

#include <fcntl.h>
#include <netinet/tcp.h>

/* Of UDP over IPv4; IPv6 does not count its own header. */
#define LONGEST_DATAGRAM 65507
#define HEADER_OF_IPV4 20
/* By one call (sendfile(2), NOTES). */
#define LONGEST_TRANSFER 0x7ffff000
/* Of TCP: others have ended, for the program as well; 0 is that of what has none. */
#define STATES_THAT_SEND (1 | 1 << TCP_ESTABLISHED | 1 << TCP_SYN_RECV | 1 << TCP_CLOSE_WAIT)

/* Whether the kernel takes so many bytes from the program. */
static NOTHROW bool is_taken(int fd, ssize_t length, bool named)
{
    struct sight sight;
    if (length < 0 || !sight_of(fd, &sight))
        return false;
    if (sight.endpoint.transport == TRANSPORT_OTHER)
        return true;
    ssize_t longest = LONGEST_DATAGRAM + (sight.endpoint.family == AF_INET6 ? HEADER_OF_IPV4 : 0);
    if (sight.endpoint.transport == TRANSPORT_UDP && length > longest)
        return false;
    return named || (sight.connected && STATES_THAT_SEND >> sight_state(fd) & 1);
}

/* How many bytes go nowhere, which take their time all the same; −1: none. That of a socket in a black hole was
 * recorded when it fell in. */
static NOTHROW COLD ssize_t vanishes(struct fault *fault, int fd, ssize_t length, const void *address)
{
    struct strike *drop = damage_of(fault, EFFECT_DROP);
    struct strike *hole = damage_of(fault, EFFECT_BLACKHOLE);
    if ((!drop && !hole) || !is_taken(fd, length, !pointer_is_wild(address)))
        return -1;
    length = length < LONGEST_TRANSFER ? length : LONGEST_TRANSFER;
    if (drop)
        damage_record(fault, drop, length);
    else if (hole->value == DATAGRAM_ALONE)
        damage_record(fault, hole, 0);
    return damage_result(fault, NULL, length);
}

/* What goes nowhere is read all the same: that tells what the call says, and where the file stands then. */
ssize_t damage_transfer(struct fault *fault, int out, int in, off_t *offset, size_t *length)
{
    off_t from = damage_offset(offset);
    ssize_t wanted = (ssize_t)damage_left(in, from, *length, false);
    if ((damage_of(fault, EFFECT_DROP) || damage_of(fault, EFFECT_BLACKHOLE)) && is_taken(out, wanted, false)) {
        long nowhere = system_call(SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY | O_CLOEXEC);
        long gone = system_call(SYS_sendfile, nowhere, in, offset, *length);
        system_call(SYS_close, nowhere);
        if (gone > 0)
            return vanishes(fault, out, gone, NULL);
    }
    *length = damage_length(fault, out, in, from, *length);
    return UNTOUCHED;
}

static bool discards(struct fault *fault, int fd, int flags)
{
    char byte;
    uint32_t out = NONE;
    if (flags & (MSG_PEEK | MSG_ERRQUEUE))
        out |= BIT(CORRUPT) | BIT(THROTTLE);
    if (flags & MSG_TRUNC && sight_type(fd) == SOCK_STREAM)
        out |= BIT(CORRUPT);
    if (flags & (MSG_OOB | MSG_WAITALL | MSG_ERRQUEUE))
        out |= BIT(SHORT);
    if (flags & MSG_ERRQUEUE)
        out |= BIT(DROP);
    damage_leave_out(fault, out);
    struct strike *drop = damage_of(fault, EFFECT_DROP);
    if (!drop)
        return true;
    ssize_t length = real.recv(fd, &byte, sizeof byte, (flags & MSG_DONTWAIT) | MSG_TRUNC);
    if (length < 0)
        damage_spare(fault);
    else
        damage_record(fault, drop, length);
    return length >= 0;
}

ssize_t damage_parts(struct fault *fault, int fd, int flags, const void *address, const struct iovec **vector,
                     int *count, struct iovec *part)
{
    bool sending = fault->call.operation == OPERATION_send;
    ssize_t gone = sending ? vanishes(fault, fd, damage_sum(*vector, (size_t)*count), address) : -1;
    if (gone >= 0)
        return gone;
    if (!sending && !discards(fault, fd, flags))
        return -1;
    damage_vector(fault, fd, sending ? -1 : fd, -1, vector, count, part);
    return UNTOUCHED;
}

ssize_t damage_bytes(struct fault *fault, int fd, int flags, const void *address, const void *buffer, size_t *length)
{
    struct iovec whole = {(void *)buffer, *length}, part;
    const struct iovec *vector = &whole;
    int count = 1;
    ssize_t result = damage_parts(fault, fd, flags, address, &vector, &count, &part);
    *length = vector->iov_len;
    return result;
}

ssize_t damage_vector_result(struct fault *fault, const struct iovec *vector, size_t count, ssize_t length)
{
    ssize_t room = damage_sum(vector, count);
    damage_result(fault, vector, room >= 0 && length > room ? room : length);
    return length;
}
