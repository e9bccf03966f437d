#include "../core/bytes.h"
#include "../core/system.h"
#include "entry.h"

/* That of a socket in a black hole was recorded when it fell in. */
bool damage_vanishes(const struct fault *fault, size_t length)
{
    const struct strike *drop = damage_of(fault, EFFECT_DROP);
    if (drop)
        damage_record(fault, drop, (int64_t)length);
    return drop || damage_of(fault, EFFECT_BLACKHOLE);
}

static bool is_stream(int fd)
{
    int type = 0;
    socklen_t size = sizeof type;
    return !system_call(SYS_getsockopt, fd, SOL_SOCKET, SO_TYPE, &type, &size) && type == SOCK_STREAM;
}

bool damage_discards(struct fault *fault, int fd, int flags)
{
    char byte;
    if (flags & (MSG_PEEK | MSG_ERRQUEUE) || (flags & MSG_TRUNC && is_stream(fd)))
        damage_leave(fault, EFFECT_CORRUPT);
    if (flags & (MSG_OOB | MSG_WAITALL | MSG_ERRQUEUE))
        damage_leave(fault, EFFECT_SHORT);
    if (flags & MSG_ERRQUEUE)
        damage_leave(fault, EFFECT_DROP);
    const struct strike *drop = damage_of(fault, EFFECT_DROP);
    if (!drop)
        return true;
    ssize_t length = real.recv(fd, &byte, sizeof byte, (flags & MSG_DONTWAIT) | MSG_TRUNC);
    if (length < 0)
        library_spare(drop, 1);
    else
        damage_record(fault, drop, length);
    return length >= 0;
}

ssize_t damage_total(const struct iovec *vector, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += vector[i].iov_len;
    return (ssize_t)length;
}

ssize_t damage_vector_result(const struct fault *fault, const struct iovec *vector, size_t count, ssize_t length)
{
    ssize_t room = damage_total(vector, count);
    damage_result(fault, vector, length > room ? room : length);
    return length;
}
