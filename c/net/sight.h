/* What a descriptor is, found out by system calls. */
#ifndef CHAOS_NET_SIGHT_H
#define CHAOS_NET_SIGHT_H

#include "endpoint.h"

struct sight {
    uint64_t device, inode;
    int type; /* SOCK_STREAM… */
    bool connected;
    bool connecting;
    bool waits;               /* calls on it do */
    struct endpoint endpoint; /* the peer's, else its own */
    char path[ENDPOINT_TEXT];
};

/* The transport of a socket that was made so. */
enum transport sight_transport(int family, int type, int protocol);
/* False: it is no socket. */
bool sight_of(int fd, struct sight *sight);
/* Only which socket it is. */
bool sight_identity(int fd, struct sight *sight);
/* SOCK_STREAM…; 0 of what is no socket. */
int sight_type(int fd);
/* The state of a TCP socket; 0 of any other. */
int sight_state(int fd);
/* Whether poll says something of these of it. */
bool sight_polls(int fd, short events);

#endif
