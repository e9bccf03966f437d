#include "descriptor.h"
#include "entry.h"

EXPORT int bind(int fd, const struct sockaddr *address, socklen_t length)
{
    struct fault fault;
    if (net_fault_address(&fault, CALL(bind), fd, address, length))
        return fail(fault.error);
    int result = real.bind(fd, address, length);
    descriptor_forget(fd);
    return result;
}

/* What is bound to nothing is bound to a port by this. */
EXPORT int listen(int fd, int backlog)
{
    int error = net_error(CALL(listen), fd);
    if (error)
        return fail(error);
    int result = real.listen(fd, backlog);
    descriptor_forget(fd);
    return result;
}

EXPORT int shutdown(int fd, int how)
{
    int error = net_error(CALL(shutdown), fd);
    return error ? fail(error) : real.shutdown(fd, how);
}
