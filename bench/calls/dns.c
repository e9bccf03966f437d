#define _GNU_SOURCE
#include <netdb.h>
#include <sys/socket.h>

#include "worker.h"

/* Addresses in place of names: nothing is looked up, in files or by a server. */
NOINLINE void phase_getaddrinfo(struct worker *worker, long length)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
    (void)worker;
    while (length--) {
        check(getaddrinfo("127.0.0.1", NULL, &hints, &found) == 0, "getaddrinfo");
        freeaddrinfo(found);
    }
}

NOINLINE void phase_getnameinfo(struct worker *worker, long length)
{
    const struct sockaddr *address = (const struct sockaddr *)&worker->address;
    char host[64];
    while (length--)
        check(getnameinfo(address, sizeof worker->address, host, sizeof host, NULL, 0, NI_NUMERICHOST) == 0,
              "getnameinfo");
}
