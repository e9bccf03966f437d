#include "affliction.h"
#include "descriptor.h"
#include "entry.h"
#include "refusal.h"

EXPORT int connect(int fd, const struct sockaddr *address, socklen_t length)
{
    struct fault fault;
    int error = -affliction_take_error(fd);
    /* A send or recv may have told it. */
    if (!error || !sight_polls(fd, POLLERR))
        error = net_fault_address(&fault, CALL(connect), fd, address, length);
    if (error)
        return refusal(fd, error, address, length);
    int result = real.connect(fd, address, length);
    if (!library_rests() && (!result || errno == EINPROGRESS || errno == EINTR))
        descriptor_meets(fd, fd, address, length);
    return result;
}
