/* Receives into one buffer. A word that a name does not take is zero, and the libc ignores it. */
#include "entry.h"

static TAIL_BODY ssize_t recv_as(int fd, void *buffer, size_t length, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED(name);
    if (net_passes(call))
        return NEXT(next_transfer, call)(fd, buffer, length, fourth, fifth);
    return transfer_slow(fd, buffer, length, fourth, fifth, name);
}

ALIAS ssize_t recv(int fd, void *buffer, size_t length, int flags)
{
    return recv_as(fd, buffer, length, flags, 0, NAME(recv));
}

ALIAS ssize_t __recv_chk(int fd, void *buffer, size_t length, size_t room, int flags)
{
    return recv_as(fd, buffer, length, (long)room, flags, NAME(__recv_chk));
}

ALIAS ssize_t read(int fd, void *buffer, size_t length)
{
    return recv_as(fd, buffer, length, 0, 0, NAME(read));
}

ALIAS ssize_t __read_chk(int fd, void *buffer, size_t length, size_t room)
{
    return recv_as(fd, buffer, length, (long)room, 0, NAME(__read_chk));
}

static BODY ssize_t receive_from(struct call call, int fd, void *buffer, size_t length, int flags,
                                 struct sockaddr *address, socklen_t *size)
{
    struct fault fault;
    if (net_fault(&fault, call, fd))
        return fail(fault.error);
    ssize_t result = begun(&fault, fd, flags, NULL, buffer, &length);
    if (result != UNTOUCHED)
        return result;
    return arrived(&fault, buffer, length, real.recvfrom(fd, buffer, length, flags, address, size));
}

EXPORT ssize_t recvfrom(int fd, void *restrict buffer, size_t length, int flags, struct sockaddr *restrict address,
                        socklen_t *restrict size)
{
    return receive_from(CALL_NEVER(recvfrom, net_never(flags)), fd, buffer, length, flags, address, size);
}

/* Where there is no room for the length, the libc's own ends the program. */
EXPORT ssize_t __recvfrom_chk(int fd, void *restrict buffer, size_t length, size_t room, int flags,
                              struct sockaddr *restrict address, socklen_t *restrict size)
{
    if (length > room)
        return real.__recvfrom_chk(fd, buffer, length, room, flags, address, size);
    return receive_from(CALL_NEVER(__recvfrom_chk, net_never(flags)), fd, buffer, length, flags, address, size);
}
