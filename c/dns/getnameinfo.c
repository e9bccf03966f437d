#include "../core/bytes.h"
#include "endpoint.h"
#include "entry.h"

/* What the caller wants to be told, and where. */
struct names {
    char *host, *service;
    socklen_t host_size, service_size;
};

static int tell(struct fault *fault, struct strike *strike, char *buffer, socklen_t size)
{
    damage_record(fault, strike, 0);
    if (strike->argument.length >= size)
        return EAI_OVERFLOW;
    memcpy(buffer, strike->argument.start, strike->argument.length + 1);
    return 0;
}

/* The libc says what the rules leave open; numbers are told where the caller wants numbers. */
static int answer(struct fault *fault, union endpoint *endpoint, socklen_t length, struct names names, int flags)
{
    struct names left = names;
    struct strike *host = damage_of(fault, EFFECT_REWRITE), *service = damage_of(fault, EFFECT_SERVICE);
    int port = service ? argument_port(service->argument) : -1, error = 0;
    if (!names.host_size || flags & NI_NUMERICHOST)
        host = NULL;
    if (!names.service_size || (port < 0 && flags & NI_NUMERICSERV))
        service = NULL;
    if (service && port >= 0) {
        in_port_t other = (in_port_t)__builtin_bswap16((uint16_t)port);
        if (endpoint->inet.sin_port != other)
            damage_record(fault, service, port);
        endpoint->inet.sin_port = other;
        service = NULL;
    }
    if (host)
        left.host = NULL, left.host_size = 0;
    if (service)
        left.service = NULL, left.service_size = 0;
    if (left.host_size || left.service_size)
        error =
            real.getnameinfo(&endpoint->any, length, left.host, left.host_size, left.service, left.service_size, flags);
    if (!error && host)
        error = tell(fault, host, names.host, names.host_size);
    if (!error && service)
        error = tell(fault, service, names.service, names.service_size);
    return error;
}

static BODY int ruled(struct call call, const struct sockaddr *socket, socklen_t length, struct names names, int flags)
{
    struct query query;
    struct address address;
    union endpoint endpoint;
    bool found = endpoint_address(socket, length, &address);
    int error = query_address(&query, call, found ? &address : NULL);
    if (error)
        return fail_resolver(error);
    error = QUERY_LEFT;
    if (query.fault.damages && found && (names.host_size || names.service_size)) {
        memcpy(&endpoint, socket, length = length < sizeof endpoint ? length : sizeof endpoint);
        error = answer(&query.fault, &endpoint, length, names, flags);
    }
    damage_spare(&query.fault);
    return error;
}

EXPORT int getnameinfo(const struct sockaddr *restrict socket, socklen_t length, char *restrict host,
                       socklen_t host_size, char *restrict service, socklen_t service_size, int flags)
{
    struct call call = CALL(getnameinfo);
    struct names names = {host, service, host ? host_size : 0, service ? service_size : 0};
    int error = query_passes(call.operation) ? QUERY_LEFT : ruled(call, socket, length, names, flags);
    if (error == QUERY_LEFT)
        return real.getnameinfo(socket, length, host, host_size, service, service_size, flags);
    return error;
}
