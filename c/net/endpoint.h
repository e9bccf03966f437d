/* Endpoints: the addresses that sockets are connected or bound to, and the selectors that fit them. Pure. */
#ifndef CHAOS_NET_ENDPOINT_H
#define CHAOS_NET_ENDPOINT_H

#include "../core/snapshot.h"
#include "names.h"
#include "pattern.h"

struct endpoint {
    enum transport transport;
    int family;
    bool named;             /* whether there is an address; else no selector but those with * for it fit */
    bool mapped;            /* an IPv4 address on an IPv6 socket */
    struct address address; /* what is mapped: the IPv4 address */
    uint32_t port;
    struct text path; /* of a unix socket; an abstract name has an @ for each NUL */
};

/* Room for the text of any endpoint. */
#define ENDPOINT_TEXT 128

/* An address as the kernel takes and gives it; of a unix socket, the path is put into a buffer of ENDPOINT_TEXT. */
struct endpoint endpoint_read(enum transport transport, const struct sockaddr *address, size_t length, char *path);
/* Of a socket with neither peer nor address. */
struct endpoint endpoint_unnamed(enum transport transport, int family);
/* As in a selector, into a buffer of ENDPOINT_TEXT. */
struct text endpoint_write(const struct endpoint *endpoint, char *buffer);

/* For the grammar: NULL, or what is wrong with the selector. */
const char *endpoint_selector(struct rule *rule);
/* The selectors that fit an endpoint. `any`: whether the selector * fits, too. */
void endpoint_select(const struct snapshot *snapshot, const struct endpoint *endpoint, bool any,
                     struct selection *selection);
/* Adds the selectors of another selection that name any of the operations and are not there yet, each at its place. */
void endpoint_unite(const struct snapshot *snapshot, struct selection *selection, const struct selection *other,
                    uint32_t operations);

#endif
