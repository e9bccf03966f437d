#include "hostent.h"

/* The name to look up. */
static const char *rewritten(struct fault *fault, const char *name)
{
    struct strike *other = damage_of(fault, EFFECT_REWRITE);
    if (!other || text_is(other->argument, name))
        return name;
    damage_record(fault, other, 0);
    return other->argument.start;
}

/* Not of what can be no name, or of a family that no host has addresses of: that is for the libc to refuse. */
static struct strike *overriding(struct fault *fault, const char *name, int family)
{
    return *name && (family == AF_INET || family == AF_INET6) ? damage_of(fault, EFFECT_OVERRIDE) : NULL;
}

static int override(struct fault *fault, struct strike *addresses, const struct room *room, const char *name,
                    int family)
{
    int error = hostent_make(room, name, family, addresses->argument);
    damage_record(fault, addresses, error ? 0 : hostent_count(room->host));
    return error;
}

/* In memory of the library, or of the libc. */
static struct hostent *answer(struct fault *fault, struct call call, const char *name, int family)
{
    struct strike *addresses = overriding(fault, name, family);
    struct hostent *found;
    int error = 0;
    if (addresses) {
        struct room room = hostent_room();
        error = override(fault, addresses, &room, name, family);
        found = room.host;
    } else {
        found = NEXT(gethostbyname2, call)(rewritten(fault, name), family);
    }
    if (found && !error)
        error = hostent_change(fault, found);
    damage_spare(fault);
    return error ? fail_host_null(error) : found;
}

/* False where the query is left to the libc. */
static BODY bool ruled(struct call call, const char *name, int family, struct hostent **found)
{
    struct query query;
    int error = query_host(&query.fault, query.arguments, call, name);
    if (!error && !query.fault.damages)
        return false;
    *found = error ? fail_host_null(error) : answer(&query.fault, call, name, family);
    return true;
}

/* gethostbyname takes no family; it does not see the one that it is given. */
static struct hostent *by_name(struct call call, const char *name, int family)
{
    struct hostent *found;
    if (query_passes(call.operation) || !ruled(call, name, family, &found))
        found = NEXT(gethostbyname2, call)(name, family);
    if (found)
        hostent_publish(name, found);
    return found;
}

EXPORT struct hostent *gethostbyname(const char *name)
{
    return by_name(CALL(gethostbyname), name, AF_INET);
}

EXPORT struct hostent *gethostbyname2(const char *name, int family)
{
    return by_name(CALL(gethostbyname2), name, family);
}

static int next(struct call call, const char *name, int family, const struct room *room)
{
    if (call.symbol == SYMBOL_gethostbyname_r)
        return real.gethostbyname_r(name, room->host, room->buffer, room->size, room->result, room->host_error);
    return real.gethostbyname2_r(name, family, room->host, room->buffer, room->size, room->result, room->host_error);
}

/* In the room that the caller gives. */
static int answer_in(struct fault *fault, struct call call, const char *name, int family, const struct room *room)
{
    struct strike *addresses = overriding(fault, name, family);
    int error = 0, number = 0;
    if (addresses)
        error = override(fault, addresses, room, name, family);
    else
        number = next(call, rewritten(fault, name), family, room);
    if (!error && !number && *room->result)
        error = hostent_change(fault, room->host);
    damage_spare(fault);
    return error ? fail_host_in(room, error) : number;
}

static BODY int ruled_in(struct call call, const char *name, int family, const struct room *room)
{
    struct query query;
    int error = query_host(&query.fault, query.arguments, call, name);
    if (error)
        return fail_host_in(room, error);
    return query.fault.damages ? answer_in(&query.fault, call, name, family, room) : QUERY_LEFT;
}

static int by_name_in(struct call call, const char *name, int family, struct room room)
{
    int number = query_passes(call.operation) ? QUERY_LEFT : ruled_in(call, name, family, &room);
    if (number == QUERY_LEFT)
        number = next(call, name, family, &room);
    if (!number && *room.result)
        hostent_publish(name, *room.result);
    return number;
}

EXPORT int gethostbyname_r(const char *restrict name, struct hostent *restrict host, char *restrict buffer, size_t size,
                           struct hostent **restrict result, int *restrict host_error)
{
    return by_name_in(CALL(gethostbyname_r), name, AF_INET, (struct room){host, buffer, size, result, host_error});
}

EXPORT int gethostbyname2_r(const char *restrict name, int family, struct hostent *restrict host, char *restrict buffer,
                            size_t size, struct hostent **restrict result, int *restrict host_error)
{
    return by_name_in(CALL(gethostbyname2_r), name, family, (struct room){host, buffer, size, result, host_error});
}
