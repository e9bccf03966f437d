#include "pattern.h"

#include "../core/bytes.h"

static const struct {
    char name[8];
    unsigned char length;
    unsigned char transport;
} schemes[] = {{"tcp4", 4, TRANSPORT_TCP},  {"tcp6", 16, TRANSPORT_TCP}, {"udp4", 4, TRANSPORT_UDP},
               {"udp6", 16, TRANSPORT_UDP}, {"tcp", 0, TRANSPORT_TCP},   {"udp", 0, TRANSPORT_UDP},
               {"unix", 0, TRANSPORT_OTHER}};

#define SCHEMES (sizeof schemes / sizeof *schemes)

void pattern_any_port(struct pattern *pattern)
{
    pattern->first_port = 0;
    pattern->last_port = PATTERN_LAST_PORT;
}

bool pattern_is_any(const struct pattern *pattern)
{
    return pattern->host == HOST_ANY && pattern->last_port - pattern->first_port == PATTERN_LAST_PORT;
}

static bool parse_scheme(struct text *text, struct pattern *pattern)
{
    for (unsigned i = 0; i < SCHEMES; i++) {
        size_t length = bytes_length(schemes[i].name);
        struct text rest = {text->start + length, text->length - length};
        if (!text_begins(*text, schemes[i].name) || !text_begins(rest, "://"))
            continue;
        *text = (struct text){rest.start + 3, rest.length - 3};
        pattern->transport = (enum transport)schemes[i].transport;
        pattern->length = schemes[i].length;
        return true;
    }
    return false;
}

static bool parse_ports(struct text text, struct pattern *pattern)
{
    uint64_t first, last;
    if (text_is(text, "*"))
        return true;
    bool range = text_has(text, '-');
    if (!text_number(text_take(&text, '-'), &first))
        return false;
    last = first;
    if ((range && !text_number(text, &last)) || last > PATTERN_LAST_PORT || last < first)
        return false;
    pattern->first_port = (uint32_t)first;
    pattern->last_port = (uint32_t)last;
    return true;
}

/* Letters, digits, dots, hyphens and underscores; what ends in a number is an address, and no good one. */
static bool is_name(struct text text)
{
    struct text last = text, before = text;
    uint64_t number;
    if (!text.length || text.length > 253)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.start[i];
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        if (!letter && !(byte >= '0' && byte <= '9') && byte != '.' && byte != '-' && byte != '_')
            return false;
    }
    text_take_last(&before, '.', &last);
    return !text_number(last, &number);
}

static bool parse_address(struct text text, struct pattern *pattern)
{
    bool network = text_has(text, '/');
    if (!address_parse(text_take(&text, '/'), &pattern->address))
        return false;
    uint64_t all = 8 * pattern->address.length, prefix = all;
    if (network && (!text_number(text, &prefix) || prefix > all))
        return false;
    pattern->host = network ? HOST_NETWORK : HOST_ADDRESS;
    pattern->prefix = (unsigned)prefix;
    return true;
}

static bool parse_host(struct text text, struct pattern *pattern)
{
    bool brackets = text.length > 1 && *text.start == '[' && text.start[text.length - 1] == ']';
    if (brackets)
        text = (struct text){text.start + 1, text.length - 2};
    pattern->host = HOST_ANY;
    if (text_is(text, "*"))
        return !brackets || pattern->length == 16;
    if (!brackets && is_name(text)) {
        pattern->host = HOST_NAME;
        pattern->name = text;
        return true;
    }
    if (!parse_address(text, pattern))
        return false;
    if (!pattern->length)
        pattern->length = pattern->address.length;
    return pattern->address.length == pattern->length && brackets == (pattern->length == 16);
}

const char *pattern_parse(struct text text, struct pattern *pattern)
{
    struct text ports;
    pattern_any_port(pattern);
    if (!parse_scheme(&text, pattern))
        return "expected * or tcp4://, tcp6://, udp4://, udp6://, tcp://, udp:// or unix://";
    if (pattern->transport == TRANSPORT_OTHER) {
        pattern->host = text_is(text, "*") ? HOST_ANY : HOST_ADDRESS;
        pattern->name = text;
        return text.length ? NULL : "expected a path, @ and a name or * behind unix://";
    }
    if (!text_take_last(&text, ':', &ports) || !parse_ports(ports, pattern))
        return "expected a port, a range like 5000-5010, or * behind the host";
    return parse_host(text, pattern) ? NULL
                                     : "expected an address of that family (IPv6 in []), a network like "
                                       "10.0.0.0/8, a host name or *";
}

uint32_t pattern_rank(const struct pattern *pattern)
{
    static const unsigned char narrow[] = {0, 0, 129, 130};
    uint32_t host = narrow[pattern->host];
    if (pattern->host == HOST_NETWORK)
        host = pattern->prefix + (pattern->address.length == 4 ? 96 : 0);
    uint32_t ports = PATTERN_LAST_PORT - (pattern->last_port - pattern->first_port);
    return (uint32_t)(pattern->host != HOST_ANY) << 26 | ports << 10 | host << 2 | (pattern->length ? 2 : 0) | 1;
}

struct text pattern_write(const struct pattern *pattern, char *buffer)
{
    char host[ADDRESS_TEXT + 1] = "*", port[BYTES_NUMBER];
    bool brackets = pattern->host != HOST_ANY && pattern->address.length == 16;
    size_t scheme = 0;
    while (schemes[scheme].transport != pattern->transport || schemes[scheme].length != pattern->length)
        scheme++;
    if (pattern->host != HOST_ANY)
        host[address_write(&pattern->address, host)] = 0;
    size_t length =
        bytes_join(buffer, PATTERN_TEXT, schemes[scheme].name, brackets ? "://[" : "://", host, brackets ? "]:" : ":",
                   pattern->first_port == pattern->last_port ? bytes_number(pattern->first_port, port) : "*");
    return (struct text){buffer, length};
}

bool pattern_covers(const struct address *network, unsigned prefix, const struct address *address)
{
    unsigned bytes = prefix / 8, bits = prefix % 8;
    if (network->length != address->length || memcmp(network->bytes, address->bytes, bytes))
        return false;
    return !bits || !((network->bytes[bytes] ^ address->bytes[bytes]) >> (8 - bits));
}
