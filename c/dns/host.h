/* Selectors of dns: `dns://` and a host, asked for its addresses, or `rdns://` and an address, asked for its name. The
 * target of a call is written in the same way. Pure, but that selectors are put into their form where they stand. */
#ifndef CHAOS_DNS_HOST_H
#define CHAOS_DNS_HOST_H

#include "../core/address.h"
#include "../core/snapshot.h"

/* The longest name, and the longest target. */
#define HOST_NAME 253
#define HOST_TARGET (HOST_NAME + 8)

/* For the grammar: normalises, and leaves the operations that the scheme and the rule's error allow; NULL, or what is
 * wrong. */
const char *host_selector(struct rule *rule);
/* Whether a text is an address, one of IPv6 in brackets. */
bool host_address(struct text text, struct address *address);
/* Whether a text can be a host's name. */
bool host_is_name(struct text text);
/* The target of a call into a buffer of HOST_TARGET. NULL is a call about no host or address: only `*` fits it. */
struct text host_target(const char *name, char *buffer);
struct text host_target_of_address(const struct address *address, char *buffer);
/* The selectors that fit a target. */
void host_select(const struct snapshot *snapshot, struct text target, struct selection *selection);

#endif
