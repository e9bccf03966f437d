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

EXPORT struct hostent *gethostbyaddr(const void *bytes, socklen_t length, int family)
{
    struct query query;
    struct address address;
    bool found = endpoint_plain(bytes, length, family, &address);
    int error = query_address(&query, CALL(gethostbyaddr), found ? &address : NULL);
    if (error)
        return fail_host_null(error);
    if (!query.fault.damages || !found) {
        damage_spare(&query.fault);
        return real.gethostbyaddr(bytes, length, family);
    }
    struct room room = hostent_room();
    rewrite(&query.fault, &address, family, &room);
    return room.host;
}

EXPORT int gethostbyaddr_r(const void *restrict bytes, socklen_t length, int family, struct hostent *restrict host,
                           char *restrict buffer, size_t size, struct hostent **restrict result,
                           int *restrict host_error)
{
    struct query query;
    struct address address;
    struct room room = {host, buffer, size, result, host_error};
    bool found = endpoint_plain(bytes, length, family, &address);
    int error = query_address(&query, CALL(gethostbyaddr_r), found ? &address : NULL);
    if (!error && (!query.fault.damages || !found)) {
        damage_spare(&query.fault);
        return real.gethostbyaddr_r(bytes, length, family, host, buffer, size, result, host_error);
    }
    if (!error)
        error = rewrite(&query.fault, &address, family, &room);
    return error ? fail_host_in(&room, error) : 0;
}
