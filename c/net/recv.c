#include "entry.h"

static COLD ssize_t recv_slow(int fd, void *buffer, size_t length, int flags)
{
    struct fault fault;
    if (net_fault(&fault, CALL(recv), fd))
        return fail(fault.error);
    if (!discarded(&fault, fd, flags))
        return -1;
    length = shortened(&fault, length);
    return arrived(&fault, buffer, length, real.recv(fd, buffer, length, flags));
}

EXPORT ssize_t recv(int fd, void *buffer, size_t length, int flags)
{
    if (library_idle(OPERATION_recv))
        return real.recv(fd, buffer, length, flags);
    return recv_slow(fd, buffer, length, flags);
}

EXPORT ssize_t __recv_chk(int fd, void *buffer, size_t length, size_t room, int flags)
{
    struct fault fault;
    if (net_fault(&fault, CALL(__recv_chk), fd))
        return fail(fault.error);
    if (!discarded(&fault, fd, flags))
        return -1;
    length = shortened(&fault, length);
    return arrived(&fault, buffer, length, real.__recv_chk(fd, buffer, length, room, flags));
}

EXPORT ssize_t recvfrom(int fd, void *restrict buffer, size_t length, int flags, struct sockaddr *restrict address,
                        socklen_t *restrict size)
{
    struct fault fault;
    if (net_fault(&fault, CALL(recvfrom), fd))
        return fail(fault.error);
    if (!discarded(&fault, fd, flags))
        return -1;
    length = shortened(&fault, length);
    return arrived(&fault, buffer, length, real.recvfrom(fd, buffer, length, flags, address, size));
}

EXPORT ssize_t __recvfrom_chk(int fd, void *restrict buffer, size_t length, size_t room, int flags,
                              struct sockaddr *restrict address, socklen_t *restrict size)
{
    struct fault fault;
    if (net_fault(&fault, CALL(__recvfrom_chk), fd))
        return fail(fault.error);
    if (!discarded(&fault, fd, flags))
        return -1;
    length = shortened(&fault, length);
    return arrived(&fault, buffer, length, real.__recvfrom_chk(fd, buffer, length, room, flags, address, size));
}

static COLD ssize_t read_slow(int fd, void *buffer, size_t length)
{
    struct fault fault;
    if (net_fault_shared(&fault, CALL(read), fd))
        return fail(fault.error);
    if (!discarded(&fault, fd, 0))
        return -1;
    length = shortened(&fault, length);
    return arrived(&fault, buffer, length, real.read(fd, buffer, length));
}

EXPORT ssize_t read(int fd, void *buffer, size_t length)
{
    if (library_asleep(OPERATION_recv))
        return real.read(fd, buffer, length);
    return read_slow(fd, buffer, length);
}

EXPORT ssize_t __read_chk(int fd, void *buffer, size_t length, size_t room)
{
    struct fault fault;
    if (net_fault_shared(&fault, CALL(__read_chk), fd))
        return fail(fault.error);
    if (!discarded(&fault, fd, 0))
        return -1;
    length = shortened(&fault, length);
    return arrived(&fault, buffer, length, real.__read_chk(fd, buffer, length, room));
}
