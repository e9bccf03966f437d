#include "endpoint.h"

#include "../core/bytes.h"

bool endpoint_plain(const void *bytes, size_t length, int family, struct address *address)
{
    if (!(family == AF_INET && length == 4) && !(family == AF_INET6 && length == 16))
        return false;
    memcpy(address->bytes, bytes, address->length = (unsigned)length);
    return true;
}

bool endpoint_address(const struct sockaddr *socket, socklen_t length, struct address *address)
{
    const union endpoint *endpoint = (const void *)socket;
    if (length >= sizeof endpoint->inet && socket->sa_family == AF_INET)
        return endpoint_plain(&endpoint->inet.sin_addr, 4, AF_INET, address);
    return length >= sizeof endpoint->inet6 && socket->sa_family == AF_INET6 &&
           endpoint_plain(&endpoint->inet6.sin6_addr, 16, AF_INET6, address);
}
