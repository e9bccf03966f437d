/* Host names that need no resolver. Makes system calls. */
#ifndef CHAOS_NET_HOSTS_H
#define CHAOS_NET_HOSTS_H

#include "../core/text.h"

/* Adds the addresses that localhost and /etc/hosts give the host to the answers; whether there are any. */
bool hosts_know(struct text host);

#endif
