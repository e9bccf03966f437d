#include "endpoint.h"
#include "hostent.h"

/* The address has the name that a rule says. */
static int rewrite(struct fault *fault, const struct address *address, int family, const struct room *room)
{
    char text[ADDRESS_TEXT];
    size_t length = address_write(address, text);
    damage_record(fault, &fault->damage[0], 0);
    return hostent_make(room, fault->damage[0].argument.start, family, (struct text){text, length});
}

static BODY int ruled(struct call call, const void *bytes, socklen_t length, int family, const struct room *room)
{
    struct query query;
    struct address address;
    bool found = endpoint_plain(bytes, length, family, &address);
    int error = query_address(&query, call, found ? &address : NULL);
    if (error)
        return error;
    if (found && query.fault.damages)
        return rewrite(&query.fault, &address, family, room);
    damage_spare(&query.fault);
    return QUERY_LEFT;
}

EXPORT struct hostent *gethostbyaddr(const void *bytes, socklen_t length, int family)
{
    struct call call = CALL(gethostbyaddr);
    struct room room = hostent_room();
    int error = query_passes(call.operation) ? QUERY_LEFT : ruled(call, bytes, length, family, &room);
    if (error == QUERY_LEFT)
        return real.gethostbyaddr(bytes, length, family);
    return error ? fail_host_null(error) : room.host;
}

EXPORT int gethostbyaddr_r(const void *restrict bytes, socklen_t length, int family, struct hostent *restrict host,
                           char *restrict buffer, size_t size, struct hostent **restrict result,
                           int *restrict host_error)
{
    struct call call = CALL(gethostbyaddr_r);
    struct room room = {host, buffer, size, result, host_error};
    int error = query_passes(call.operation) ? QUERY_LEFT : ruled(call, bytes, length, family, &room);
    if (error == QUERY_LEFT)
        return real.gethostbyaddr_r(bytes, length, family, host, buffer, size, result, host_error);
    return error ? fail_host_in(&room, error) : 0;
}
