/* Answers of the older functions: a hostent, in memory that the caller, or the function itself, lends to it. */
#ifndef CHAOS_DNS_HOSTENT_H
#define CHAOS_DNS_HOSTENT_H

#include "entry.h"

/* What the reentrant functions are given. */
struct room {
    struct hostent *host;
    char *buffer;
    size_t size;
    struct hostent **result;
    int *host_error;
};

/* The room of the functions that have their own. */
struct room hostent_room(void);
/* A host that has this name and, of the addresses between commas, those of the family. 0, or a resolver error. */
int hostent_make(const struct room *room, const char *name, int family, struct text addresses);
/* How the reentrant functions fail. */
COLD int fail_host_in(const struct room *room, int error);
/* How many addresses it has. */
unsigned hostent_count(const struct hostent *host);
/* FILTER_FAMILY, SHUFFLE and LIMIT, in this order; EAI_NODATA where they leave nothing. */
int hostent_change(struct fault *fault, struct hostent *host);
/* Tells the other libraries of the run which addresses the host has. */
void hostent_publish(const char *name, const struct hostent *host);

#endif
