/* What every entry of dns uses. An entry decides, fails, and calls what the rules leave of the query:
 *
 *     struct query query;
 *     int error = query_host(&query, CALL(getaddrinfo), host);
 *     if (error)
 *         return fail_resolver(error);
 *     return real.getaddrinfo(host, service, hints, result);
 */
#ifndef CHAOS_DNS_ENTRY_H
#define CHAOS_DNS_ENTRY_H

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

/* Each decides on one call, waits where a rule says so, and returns the resolver error to fail with, or 0: on a query
 * for a host, by name; for an address, NULL where the call has none. */
int query_host(struct query *query, struct call call, const char *host);
int query_address(struct query *query, struct call call, const struct address *address);

/* How getaddrinfo and getnameinfo fail: with the error, and errno where that says more. */
COLD int fail_resolver(int error);
/* How the others do: with h_errno, and errno where that says more. Returns the errno, or 0. */
COLD int fail_host(int error, int *host_error);
COLD struct hostent *fail_host_null(int error);

#endif
