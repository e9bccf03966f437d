#include "../core/answers.h"
#include "../core/bytes.h"
#include "answer.h"

/* One call of the libc for each address, as if the program had asked for it: the hints and the service do what they do.
 * What does not go with the hints is left out. */
static int override(const struct fault *fault, const struct strike *strike, const char *service,
                    const struct addrinfo *hints, struct addrinfo **result)
{
    struct addrinfo wanted, *list = NULL, *more;
    struct text left = strike->argument;
    int error = 0;
    int64_t count = 0;
    memset(&wanted, 0, sizeof wanted);
    if (hints)
        wanted = *hints;
    wanted.ai_flags |= AI_NUMERICHOST;
    while (left.length) {
        char address[ADDRESS_TEXT];
        struct text one = text_take(&left, ',');
        memcpy(address, one.start, one.length);
        address[one.length] = 0;
        int failed = real.getaddrinfo(address, service, &wanted, &more);
        if (failed) {
            error = failed;
            continue;
        }
        answer_append(&list, more);
        count++;
        wanted.ai_flags &= ~AI_CANONNAME;
    }
    damage_record(fault, strike, count);
    *result = list;
    return list ? 0 : error;
}

static int resolve(const struct fault *fault, const char *host, const char *service, const struct addrinfo *hints,
                   struct addrinfo **result)
{
    bool asks = host && !(hints && hints->ai_flags & AI_NUMERICHOST);
    const struct strike *addresses = asks ? damage_of(fault, EFFECT_OVERRIDE) : NULL;
    const struct strike *other = asks && !addresses ? damage_of(fault, EFFECT_REWRITE) : NULL;
    const struct strike *port = damage_of(fault, EFFECT_SERVICE);
    if (port) {
        service = port->argument.start;
        damage_record(fault, port, 0);
    }
    if (other) {
        host = other->argument.start;
        damage_record(fault, other, 0);
    }
    return addresses ? override(fault, addresses, service, hints, result)
                     : real.getaddrinfo(host, service, hints, result);
}

static int answer(const struct fault *fault, const char *host, const char *service, const struct addrinfo *hints,
                  struct addrinfo **result)
{
    struct addrinfo *list;
    int error = resolve(fault, host, service, hints, &list);
    if (error)
        return error;
    answer_change(fault, &list);
    if (!list)
        return EAI_NONAME;
    *result = list;
    return 0;
}

EXPORT int getaddrinfo(const char *restrict host, const char *restrict service, const struct addrinfo *restrict hints,
                       struct addrinfo **restrict result)
{
    struct query query;
    int error = query_host(&query, CALL(getaddrinfo), host);
    if (error)
        return fail_resolver(error);
    error = query.fault.damages ? answer(&query.fault, host, service, hints, result)
                                : real.getaddrinfo(host, service, hints, result);
    if (!error && host && answers_shared())
        answer_publish(host, *result);
    return error;
}
