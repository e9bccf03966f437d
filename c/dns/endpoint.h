/* The address in what sockets connect to. */
#ifndef CHAOS_DNS_ENDPOINT_H
#define CHAOS_DNS_ENDPOINT_H

#include <netinet/in.h>

#include "../core/address.h"

union endpoint {
    struct sockaddr any;
    struct sockaddr_in inet;
    struct sockaddr_in6 inet6;
};

/* False where it is of another family. */
bool endpoint_address(const struct sockaddr *socket, socklen_t length, struct address *address);
/* The same of an address alone. */
bool endpoint_plain(const void *bytes, size_t length, int family, struct address *address);

#endif
