/* What every entry of dns uses. An entry asks as ever where no rule is about the query. Else a part of its own decides,
 * fails, and asks for what the rules make of it. What that takes of the stack is given back when the entry goes on to
 * the libc, which takes much itself:
 *
 *     static BODY int ruled(struct call call, ...)
 *     {
 *         struct query query;
 *         int error = query_host(&query, call, host);
 *         if (error)
 *             return fail_resolver(error);
 *         return query.fault.damages ? answer(&query.fault, ...) : QUERY_LEFT;
 *     }
 *
 *     struct call call = CALL(getaddrinfo);
 *     int error = query_passes(call.operation) ? QUERY_LEFT : ruled(call, ...);
 *     return error == QUERY_LEFT ? real.getaddrinfo(...) : error;
 */
#ifndef CHAOS_DNS_ENTRY_H
#define CHAOS_DNS_ENTRY_H

#include <limits.h>

#include "../core/damage.h"
#include "../core/fail.h"
#include "../core/library.h"
#include "argument.h"
#include "host.h"
#include "names.h"

#define SYMBOLS_DEF "../dns/symbols.def"
#define OPERATIONS_DEF "../dns/operations.def"
#include "../core/symbols.h"

/* What the rules make of one query. The arguments of its strikes are its own, and terminated. */
struct query {
    struct fault fault;
    char arguments[ARGUMENT_ROOM];
};

/* The same without OVERRIDE, in the little room that is left to the libc on small stacks. */
struct little_query {
    struct fault fault;
    char arguments[ARGUMENT_LITTLE_ROOM];
};

/* What no function returns: the query is left to the libc. */
#define QUERY_LEFT INT_MIN

/* Counts a call, and says whether its operation need not be seen. */
bool query_passes(unsigned operation);
/* Each decides on one other call, waits where a rule says so, and returns the resolver error to fail with, or 0: on a
 * query for a host, by name, with ARGUMENT_ROOM; for an address, NULL where the call has none. */
int query_host(struct fault *fault, char *arguments, struct call call, const char *host);
int query_address(struct query *query, struct call call, const struct address *address);
/* Puts the arguments of strikes into a room, terminated. */
void query_keep(struct strike *strikes, unsigned count, char *room);

/* How getaddrinfo and getnameinfo fail: with the error, and errno where that says more. */
COLD int fail_resolver(int error);
/* How the others do: with h_errno, and errno where that says more. Returns the errno, or 0. */
COLD int fail_host(int error, int *host_error);
COLD struct hostent *fail_host_null(int error);

#endif
