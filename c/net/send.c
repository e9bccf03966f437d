/* Sends from one buffer. A word that a name does not take is zero, and the libc ignores it. */
#include "entry.h"

typedef ssize_t next_send(int, const void *, size_t, int);

static TAIL_BODY ssize_t send_as(int fd, const void *buffer, size_t length, int flags, unsigned name)
{
    struct call call = CALLED(name);
    if (net_passes(call))
        return NEXT(next_send, call)(fd, buffer, length, flags);
    return transfer_slow(fd, (void *)buffer, length, flags, 0, name);
}

ALIAS ssize_t send(int fd, const void *buffer, size_t length, int flags)
{
    return send_as(fd, buffer, length, flags, NAME(send));
}

ALIAS ssize_t write(int fd, const void *buffer, size_t length)
{
    return send_as(fd, buffer, length, 0, NAME(write));
}

EXPORT ssize_t sendto(int fd, const void *buffer, size_t length, int flags, const struct sockaddr *address,
                      socklen_t size)
{
    struct fault fault;
    if (net_fault_address(&fault, CALL_NEVER(sendto, net_never(flags)), fd, address, size))
        return fail(fault.error);
    ssize_t result = begun(&fault, fd, flags, address, buffer, &length);
    if (result != UNTOUCHED)
        return result;
    return sent(&fault, real.sendto(fd, buffer, length, flags, address, size));
}

static COLD ssize_t sendfile_slow(int out, int in, off_t *offset, size_t length, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (net_fault_seen(&fault, call, out))
        return fail(fault.error);
    ssize_t gone = fault.damages ? damage_transfer(&fault, out, in, offset, &length) : UNTOUCHED;
    if (gone != UNTOUCHED)
        return gone;
    return sent(&fault, NEXT(sendfile, call)(out, in, offset, length));
}

static TAIL_BODY ssize_t sendfile_as(int out, int in, off_t *offset, size_t length, unsigned name)
{
    struct call call = CALLED(name);
    if (net_shared_passes(OPERATION_send, out))
        return NEXT(sendfile, call)(out, in, offset, length);
    return sendfile_slow(out, in, offset, length, name);
}

ALIAS ssize_t sendfile(int out, int in, off_t *offset, size_t length)
{
    return sendfile_as(out, in, offset, length, NAME(sendfile));
}

ALIAS ssize_t sendfile64(int out, int in, off_t *offset, size_t length)
{
    return sendfile_as(out, in, offset, length, NAME(sendfile64));
}
