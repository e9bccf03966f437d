/* Internet addresses and their texts. Pure. */
#ifndef CHAOS_ADDRESS_H
#define CHAOS_ADDRESS_H

#include "text.h"

/* The longest text of an address. */
#define ADDRESS_TEXT 46

struct address {
    unsigned length; /* 4 or 16 */
    uint8_t bytes[16];
};

/* `192.0.2.1`, `2001:db8::1`, `::ffff:192.0.2.1`; no zone, no port, no brackets. */
bool address_parse(struct text text, struct address *address);
/* The one text by which the address is compared, into a buffer of ADDRESS_TEXT; returns its length. It is never longer
 * than what was parsed, and not terminated. */
size_t address_write(const struct address *address, char *buffer);
/* An IPv4 address that is written as an IPv6 one becomes itself. */
void address_unmap(struct address *address);
/* An IPv4 address becomes itself as it is written as an IPv6 one. */
void address_map(struct address *address);

#endif
