#include "argument.h"

#include <sys/socket.h>

#include "host.h"

static bool is_address(struct text text)
{
    struct address address;
    text = text_trim(text);
    return address_parse(text, &address) || host_address(text, &address);
}

static const char *check_addresses(struct text addresses)
{
    struct text last;
    unsigned count = 1;
    bool good = true;
    for (; good && text_take_last(&addresses, ',', &last); count++)
        good = is_address(last);
    if (!good || !is_address(addresses))
        return "expected addresses between commas, as in 192.0.2.1,2001:db8::1; a probability goes behind an @";
    return count <= ARGUMENT_ADDRESSES ? NULL : "expected at most 32 addresses";
}

/* Addresses as the libc wants them, without the brackets and blanks that may be around them. The text is the library's
 * own. */
static void bare(struct text *addresses)
{
    char *end = (char *)addresses->start;
    for (size_t i = 0; i < addresses->length; i++)
        if (addresses->start[i] > ' ' && addresses->start[i] != '[' && addresses->start[i] != ']')
            *end++ = addresses->start[i];
    addresses->length = (size_t)(end - addresses->start);
}

int argument_port(struct text service)
{
    uint64_t port;
    return text_number(service, &port) && port <= 65535 ? (int)port : -1;
}

int argument_family(struct text family)
{
    static const char names[] = "inet\0inet4\0ipv4\0inet6\0ipv6\0";
    unsigned name = text_find(names, family);
    return name < 3 ? AF_INET : name < 5 ? AF_INET6 : AF_UNSPEC;
}

/* The names are those of the system's services file, at most 15 bytes by RFC 6335; there are longer ones. */
static bool is_service(struct text service)
{
    bool digits = true;
    for (size_t i = 0; i < service.length; i++) {
        if (service.start[i] <= ' ' || service.start[i] == '/')
            return false;
        digits = digits && service.start[i] >= '0' && service.start[i] <= '9';
    }
    return service.length && service.length < 64 && (!digits || argument_port(service) >= 0);
}

const char *argument_check(struct rule *rule)
{
    const char *wrong;
    switch (rule->effect) {
    case EFFECT_REWRITE:
        return host_is_name(rule->argument) ? NULL : "expected the name of a host, as in REWRITE:localhost";
    case EFFECT_SERVICE:
        return is_service(rule->argument) ? NULL : "expected a port up to 65535, or the name of a service";
    case EFFECT_OVERRIDE:
        wrong = check_addresses(rule->argument);
        if (!wrong)
            bare(&rule->argument);
        return wrong;
    default:
        return argument_family(rule->argument) ? NULL : "expected inet or inet6";
    }
}
