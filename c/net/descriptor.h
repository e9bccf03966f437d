/* Descriptors: which are sockets, and which selectors fit what these are connected or bound to, from memory. */
#ifndef CHAOS_NET_DESCRIPTOR_H
#define CHAOS_NET_DESCRIPTOR_H

#include "sight.h"

/* What is known of a socket. */
struct descriptor {
    const struct selection *selection;
    enum transport transport;
    bool afflicted; /* see affliction.h */
};

/* Notes which sockets descriptors 0, 1 and 2 are when the program begins: * does not mean them. */
void descriptor_start(void);
/* Whether it is no socket. Asked of the kernel at most once: whatever has the number later is none, either, until a
 * call that makes or copies sockets is seen to return it. */
bool descriptor_foreign(int fd);
/* From memory if it was asked before, else by system calls; false: it is no socket. The selection may be put into
 * `space`. */
bool descriptor_find(struct snapshot *snapshot, int fd, struct descriptor *found, struct selection *space);
/* Whether that is still so, by system calls; what is wrong is forgotten. */
bool descriptor_still(struct snapshot *snapshot, int fd, struct sight *sight);
/* Whether * means the socket. */
bool descriptor_any(int fd);

/* A socket was connected to an address, came with one, or was made just now. */
void descriptor_note(int fd, const struct endpoint *endpoint);
/* The peer of a socket, which has the transport that the other has. */
NOTHROW void descriptor_meets(int fd, int like, const struct sockaddr *address, socklen_t length);
/* A datagram was sent to what has this selection, from where answers may come. */
void descriptor_sent(const struct snapshot *snapshot, int fd, uint32_t selection);
/* The descriptor is about to be closed. */
void descriptor_closing(int fd);
/* What the descriptor refers to is not what it was. */
void descriptor_forget(int fd);
void descriptor_forget_all(void);

/* How often anything has changed of which epoll's interest lists depend. */
uint32_t descriptor_changes(void);
/* Of the rules and of the answers in force: what was found under an older one is void. */
uint32_t descriptor_version(const struct snapshot *snapshot);

#endif
