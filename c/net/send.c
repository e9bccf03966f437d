#include "pass.h"

typedef ssize_t next_send(int, const void *, size_t, int);

ssize_t send_seen(int fd, long buffer, long size, long flags, long none, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    size_t length = (size_t)size;
    (void)none;
    if (net_fault_seen(&fault, call, fd))
        return fail(fault.error);
    if (vanished(&fault, length))
        return size;
    length = shortened(&fault, length);
    return sent(&fault, NEXT(next_send, call)(fd, (const void *)buffer, length, (int)flags));
}

ALIAS ssize_t send(int fd, const void *buffer, size_t length, int flags)
{
    return pass_words(fd, (long)buffer, (long)length, flags, 0, NAME(send));
}

ALIAS ssize_t write(int fd, const void *buffer, size_t length)
{
    return pass_words(fd, (long)buffer, (long)length, 0, 0, NAME(write));
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

ssize_t sendfile_seen(int out, long in, long offset, long length, long none, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    (void)none;
    if (net_fault_seen(&fault, call, out))
        return fail(fault.error);
    size_t part = shortened(&fault, (size_t)length);
    return sent(&fault, NEXT(sendfile, call)(out, (int)in, (off_t *)offset, part));
}

ALIAS ssize_t sendfile(int out, int in, off_t *offset, size_t length)
{
    return pass_words(out, in, (long)offset, (long)length, 0, NAME(sendfile));
}

ALIAS ssize_t sendfile64(int out, int in, off_t *offset, size_t length)
{
    return pass_words(out, in, (long)offset, (long)length, 0, NAME(sendfile64));
}
