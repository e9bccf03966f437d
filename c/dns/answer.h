/* Answers: lists of addrinfo that the libc made, node by node. Nodes are never made here and never lost: those that a
 * rule takes out are given back at once, and a list of several answers is given back one node at a time, which is how
 * both libcs can take it: glibc has each node in memory of its own, musl counts those of one answer. */
#ifndef CHAOS_DNS_ANSWER_H
#define CHAOS_DNS_ANSWER_H

#include "entry.h"

/* Puts an answer behind a list. */
void answer_append(struct addrinfo **list, struct addrinfo *more);
/* FILTER_FAMILY, SHUFFLE and LIMIT, in this order. The list may be empty then. */
void answer_change(struct fault *fault, struct addrinfo **list);
/* Tells the other libraries of the run which addresses the host has. */
void answer_publish(const char *host, const struct addrinfo *list);

#endif
