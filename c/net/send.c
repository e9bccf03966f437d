#include "entry.h"

static COLD ssize_t send_slow(int fd, const void *buffer, size_t length, int flags)
{
    struct fault fault;
    if (net_fault(&fault, CALL(send), fd))
        return fail(fault.error);
    if (vanished(&fault, length))
        return (ssize_t)length;
    return sent(&fault, real.send(fd, buffer, shortened(&fault, length), flags));
}

EXPORT ssize_t send(int fd, const void *buffer, size_t length, int flags)
{
    if (library_idle(OPERATION_send))
        return real.send(fd, buffer, length, flags);
    return send_slow(fd, buffer, length, flags);
}

EXPORT ssize_t sendto(int fd, const void *buffer, size_t length, int flags, const struct sockaddr *address,
                      socklen_t size)
{
    struct fault fault;
    if (net_fault_address(&fault, CALL(sendto), fd, address, size))
        return fail(fault.error);
    if (vanished(&fault, length))
        return (ssize_t)length;
    return sent(&fault, real.sendto(fd, buffer, shortened(&fault, length), flags, address, size));
}

static COLD ssize_t write_slow(int fd, const void *buffer, size_t length)
{
    struct fault fault;
    if (net_fault_shared(&fault, CALL(write), fd))
        return fail(fault.error);
    if (vanished(&fault, length))
        return (ssize_t)length;
    return sent(&fault, real.write(fd, buffer, shortened(&fault, length)));
}

EXPORT ssize_t write(int fd, const void *buffer, size_t length)
{
    if (library_asleep(OPERATION_send))
        return real.write(fd, buffer, length);
    return write_slow(fd, buffer, length);
}

static BODY ssize_t sendfile_as(int out, int in, off_t *offset, size_t length, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (net_fault_shared(&fault, call, out))
        return fail(fault.error);
    return sent(&fault, NEXT(sendfile, call)(out, in, offset, shortened(&fault, length)));
}

ALIAS ssize_t sendfile(int out, int in, off_t *offset, size_t length)
{
    return sendfile_as(out, in, offset, length, NAME(sendfile));
}

ALIAS ssize_t sendfile64(int out, int in, off_t *offset, size_t length)
{
    return sendfile_as(out, in, offset, length, NAME(sendfile64));
}
