#include "../core/answers.h"
#include "../core/bytes.h"
#include "answer.h"

#define LITERAL (HOST_NAME + ADDRESS_TEXT)

static void append_zeros(char *buffer, size_t *length, size_t wanted)
{
    do
        bytes_append(buffer, LITERAL, length, "0");
    while (*length < wanted);
}

/* An address in a text at least so long, terminated: an IPv4 one begins with its first byte in octal, an IPv6 one ends
 * with the zone 0, either with as many zeros as that takes. */
static void write_literal(struct text text, size_t least, char *buffer)
{
    struct address address;
    size_t length = 0;
    buffer[0] = 0;
    if (text.length < least && address_parse(text, &address) && address.length == 4) {
        text_take(&text, '.');
        append_zeros(buffer, &length, least > 4 + text.length ? least - 4 - text.length : 0);
        for (int shift = 6; shift >= 0; shift -= 3)
            buffer[length++] = (char)('0' + (address.bytes[0] >> shift & 7));
        buffer[length++] = '.';
        least = 0;
    }
    memcpy(buffer + length, text.start, text.length);
    buffer[length += text.length] = 0;
    if (length < least) {
        bytes_append(buffer, LITERAL, &length, "%");
        append_zeros(buffer, &length, least);
    }
}

/* The libc has made its canonical name of a literal that leaves room for the host's: glibc where it was asked for one,
 * musl always, and all entries of an answer share it. */
static void write_canonical(struct addrinfo *list, const char *host, size_t length)
{
    if (list->ai_canonname && bytes_length(list->ai_canonname) >= length)
        memcpy(list->ai_canonname, host, length + 1);
}

/* glibc's answers say which flags they were asked for with: those without hints with the two of getaddrinfo(3). */
static void keep_flags(struct addrinfo *list, int flags)
{
    for (; list; list = list->ai_next)
        if (list->ai_flags)
            list->ai_flags = flags;
}

/* One call of the libc for each address, as if the program had asked for it: the hints and the service do what they do.
 * What does not go with the hints is left out. */
static BODY int override(struct fault *fault, struct strike *strike, const char *host, const char *service,
                         const struct addrinfo *hints, struct addrinfo **result)
{
    struct addrinfo wanted, *list = NULL, *more;
    int flags = hints ? hints->ai_flags : AI_V4MAPPED | AI_ADDRCONFIG;
    struct text left = strike->argument;
    size_t length = bytes_length(host);
    int error = 0;
    int64_t count = 0;
    memset(&wanted, 0, sizeof wanted);
    if (hints)
        wanted = *hints;
    wanted.ai_flags |= AI_NUMERICHOST;
    /* Addresses of IPv4 stand in where there are none of IPv6. */
    if (!(wanted.ai_flags & AI_ALL) && text_has(strike->argument, ':'))
        wanted.ai_flags &= ~AI_V4MAPPED;
    while (left.length) {
        char literal[LITERAL];
        write_literal(text_take(&left, ','), length <= HOST_NAME ? length : 0, literal);
        int failed = real.getaddrinfo(literal, service, &wanted, &more);
        if (failed) {
            error = failed;
            continue;
        }
        write_canonical(more, host, length);
        keep_flags(more, flags);
        answer_append(&list, more);
        count++;
        wanted.ai_flags &= ~AI_CANONNAME;
    }
    damage_record(fault, strike, count);
    *result = list;
    return list ? 0 : error;
}

/* Whether it is for a name. */
static bool asks(const char *host, const struct addrinfo *hints)
{
    return host && !(hints && hints->ai_flags & AI_NUMERICHOST);
}

static int resolve(struct fault *fault, const char *host, const char *service, const struct addrinfo *hints,
                   struct addrinfo **result)
{
    struct strike *addresses = damage_of(fault, EFFECT_OVERRIDE);
    struct strike *other = addresses ? NULL : damage_of(fault, EFFECT_REWRITE);
    struct strike *port = damage_of(fault, EFFECT_SERVICE);
    if (port && !(service && text_is(port->argument, service))) {
        service = port->argument.start;
        damage_record(fault, port, 0);
    }
    if (other && !text_is(other->argument, host)) {
        host = other->argument.start;
        damage_record(fault, other, 0);
    }
    return addresses ? override(fault, addresses, host, service, hints, result)
                     : real.getaddrinfo(host, service, hints, result);
}

static BODY int answer(struct fault *fault, const char *host, const char *service, const struct addrinfo *hints,
                       struct addrinfo **result)
{
    struct addrinfo *list;
    int error = resolve(fault, host, service, hints, &list);
    if (!error) {
        answer_change(fault, &list);
        if (list)
            *result = list;
        else
            error = EAI_NONAME;
    }
    damage_spare(fault);
    return error;
}

/* As far as that goes without asking: else the query is left, with what is to be made of it. */
static BODY int decide(struct little_query *asked, struct call call, const char *host, const char *service,
                       const struct addrinfo *hints, struct addrinfo **result)
{
    char arguments[ARGUMENT_ROOM];
    int error = query_host(&asked->fault, arguments, call, host);
    if (error)
        return fail_resolver(error);
    if (!asks(host, hints))
        damage_leave_out(&asked->fault, BIT(OVERRIDE) | BIT(REWRITE));
    if (damage_of(&asked->fault, EFFECT_OVERRIDE))
        return answer(&asked->fault, host, service, hints, result);
    query_keep(asked->fault.damage, asked->fault.damages, asked->arguments);
    return QUERY_LEFT;
}

static BODY int ruled(struct call call, const char *host, const char *service, const struct addrinfo *hints,
                      struct addrinfo **result)
{
    struct little_query query;
    int error = decide(&query, call, host, service, hints, result);
    return error == QUERY_LEFT && query.fault.damages ? answer(&query.fault, host, service, hints, result) : error;
}

EXPORT int getaddrinfo(const char *restrict host, const char *restrict service, const struct addrinfo *restrict hints,
                       struct addrinfo **restrict result)
{
    struct call call = CALL(getaddrinfo);
    int error = query_passes(call.operation) ? QUERY_LEFT : ruled(call, host, service, hints, result);
    if (error == QUERY_LEFT)
        error = real.getaddrinfo(host, service, hints, result);
    if (!error && asks(host, hints) && answers_shared())
        answer_publish(host, *result);
    return error;
}
