/* What stands behind REWRITE, SERVICE, OVERRIDE and FILTER_FAMILY. Pure. */
#ifndef CHAOS_DNS_ARGUMENT_H
#define CHAOS_DNS_ARGUMENT_H

#include "../core/rule.h"

/* Room for one argument of each effect, each terminated; and for those but OVERRIDE's. */
#define ARGUMENT_ADDRESSES 32
#define ARGUMENT_ROOM 2048
#define ARGUMENT_LITTLE_ROOM 328

/* For the grammar. NULL, or what is wrong. */
const char *argument_check(struct rule *rule);
/* SERVICE: a port, or -1 for the name of a service. */
int argument_port(struct text service);
/* FILTER_FAMILY: inet, inet4 or ipv4; inet6 or ipv6. */
int argument_family(struct text family);

#endif
