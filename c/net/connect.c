#include "affliction.h"
#include "descriptor.h"
#include "entry.h"
#include "refusal.h"

static NOTHROW COLD int connected(int fd, const struct sockaddr *address, socklen_t length, int result)
{
    char path[ENDPOINT_TEXT];
    if (result && errno != EINPROGRESS && errno != EINTR)
        return result;
    enum transport transport = descriptor_transport(fd);
    struct endpoint endpoint = endpoint_read(transport, address, length, path);
    if (endpoint.named && transport != TRANSPORT_UNKNOWN)
        descriptor_note(fd, &endpoint);
    else
        descriptor_forget(fd);
    return result;
}

EXPORT int connect(int fd, const struct sockaddr *address, socklen_t length)
{
    struct fault fault;
    int error = -affliction_take_error(fd);
    if (!error)
        error = net_fault_address(&fault, CALL(connect), fd, address, length);
    if (error)
        return refusal(fd, error, address, length);
    int result = real.connect(fd, address, length);
    return library_rests() ? result : connected(fd, address, length, result);
}
