/* Selectors of net: which endpoints they mean. Pure.
 *
 *     tcp4://127.0.0.1:80   tcp6://[::1]:80   udp4://10.0.0.0/8:53   udp6://[fd00::/8]:* tcp://db.example.com:5000-5010
 *     unix:///run/db.sock   unix://@abstract
 *
 * or * in place of a host, a port or a path. tcp and udp mean both families. */
#ifndef CHAOS_NET_PATTERN_H
#define CHAOS_NET_PATTERN_H

#include "../core/address.h"

enum transport { TRANSPORT_UNKNOWN, TRANSPORT_TCP, TRANSPORT_UDP, TRANSPORT_OTHER };

enum host { HOST_ANY, HOST_NETWORK, HOST_NAME, HOST_ADDRESS };

struct pattern {
    enum transport transport; /* TRANSPORT_OTHER: unix */
    unsigned length;          /* of the addresses that are meant: 4 or 16; 0 is both */
    enum host host;
    struct address address;
    unsigned prefix;  /* how many bits of the address count */
    struct text name; /* HOST_NAME; HOST_ADDRESS of unix */
    uint32_t first_port, last_port;
};

#define PATTERN_LAST_PORT 65535u
/* The longest text that pattern_write makes, but for unix. */
#define PATTERN_TEXT 72

void pattern_any_port(struct pattern *pattern);
/* Whether it means all endpoints of its scheme. */
bool pattern_is_any(const struct pattern *pattern);
/* NULL, or what is wrong with it. */
const char *pattern_parse(struct text text, struct pattern *pattern);
/* The higher, the more specific: a host before none; then the fewer ports; then an address before a name before a
 * network, the smaller first; then one family before both. Above 0. */
uint32_t pattern_rank(const struct pattern *pattern);
/* The one text of a pattern of addresses and single ports by which it is found. */
struct text pattern_write(const struct pattern *pattern, char *buffer);
/* Whether a network has the address. */
bool pattern_covers(const struct address *network, unsigned prefix, const struct address *address);

#endif
