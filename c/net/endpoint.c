#include "endpoint.h"

#include <netinet/in.h>
#include <stddef.h>
#include <sys/un.h>

#include "../core/answers.h"
#include "../core/bytes.h"
#include "entry.h"

struct endpoint endpoint_unnamed(enum transport transport, int family)
{
    struct endpoint endpoint;
    memset(&endpoint, 0, sizeof endpoint);
    endpoint.transport = transport;
    endpoint.family = family;
    endpoint.path = text_of("");
    return endpoint;
}

static void read_path(struct endpoint *endpoint, const char *from, size_t length, char *path)
{
    size_t end = 0;
    bool abstract = length && !*from;
    while (end < length && (abstract || from[end])) {
        path[end] = from[end] ? from[end] : '@';
        end++;
    }
    endpoint->path = (struct text){path, end};
    endpoint->named = end > 0;
}

struct endpoint endpoint_read(enum transport transport, const struct sockaddr *address, size_t length, char *path)
{
    struct endpoint endpoint =
        endpoint_unnamed(transport, length >= sizeof address->sa_family ? address->sa_family : AF_UNSPEC);
    const struct sockaddr_in *four = (const void *)address;
    const struct sockaddr_in6 *six = (const void *)address;
    size_t before_path = offsetof(struct sockaddr_un, sun_path);
    if (endpoint.family == AF_INET && length >= sizeof *four) {
        endpoint.address.length = 4;
        memcpy(endpoint.address.bytes, &four->sin_addr, 4);
        endpoint.port = __builtin_bswap16(four->sin_port);
        endpoint.named = true;
    } else if (endpoint.family == AF_INET6 && length >= offsetof(struct sockaddr_in6, sin6_scope_id)) {
        endpoint.address.length = 16;
        memcpy(endpoint.address.bytes, &six->sin6_addr, 16);
        endpoint.port = __builtin_bswap16(six->sin6_port);
        endpoint.named = true;
        address_unmap(&endpoint.address);
        endpoint.mapped = endpoint.address.length == 4;
    } else if (endpoint.family == AF_UNIX && length > before_path) {
        size_t room = sizeof(struct sockaddr_un) - before_path;
        read_path(&endpoint, ((const struct sockaddr_un *)(const void *)address)->sun_path,
                  length - before_path < room ? length - before_path : room, path);
    }
    return endpoint;
}

/* Whether it is one that selectors other than * can mean. */
static bool has_scheme(const struct endpoint *endpoint)
{
    if (endpoint->family == AF_UNIX)
        return true;
    return (endpoint->family == AF_INET || endpoint->family == AF_INET6) &&
           (endpoint->transport == TRANSPORT_TCP || endpoint->transport == TRANSPORT_UDP);
}

/* The pattern that means the endpoint alone. */
static struct pattern pattern_of(const struct endpoint *endpoint)
{
    struct pattern pattern;
    memset(&pattern, 0, sizeof pattern);
    pattern.transport = endpoint->transport;
    pattern.length = endpoint->mapped || endpoint->family == AF_INET ? 4 : 16;
    pattern.host = endpoint->named ? HOST_ADDRESS : HOST_ANY;
    pattern.address = endpoint->address;
    pattern.first_port = pattern.last_port = endpoint->port;
    if (!endpoint->named)
        pattern_any_port(&pattern);
    return pattern;
}

struct text endpoint_write(const struct endpoint *endpoint, char *buffer)
{
    size_t length;
    if (endpoint->family == AF_UNIX) {
        length = bytes_join(buffer, ENDPOINT_TEXT, "unix://");
        memcpy(buffer + length, endpoint->path.start, endpoint->path.length);
        return (struct text){buffer, length + endpoint->path.length};
    }
    if (has_scheme(endpoint)) {
        struct pattern pattern = pattern_of(endpoint);
        return pattern_write(&pattern, buffer);
    }
    char family[BYTES_NUMBER];
    length = bytes_join(buffer, ENDPOINT_TEXT, "socket of family ", bytes_number((uint64_t)endpoint->family, family));
    return (struct text){buffer, length};
}

/* What the selector can mean of the rule's operations, given its effect. */
static uint32_t possible(const struct rule *rule, const struct pattern *pattern)
{
    static const uint32_t never[] = {
        [TRANSPORT_TCP] = BIT(DROP), [TRANSPORT_UDP] = BIT(RESET) | BIT(SHORT), [TRANSPORT_OTHER] = BIT(BLACKHOLE)};
    uint32_t impossible = 0;
    if (pattern->host != HOST_ANY || pattern->first_port || pattern->last_port % PATTERN_LAST_PORT)
        impossible |= 1u << OPERATION_socket;
    if (pattern->transport == TRANSPORT_UDP)
        impossible |= 1u << OPERATION_listen | 1u << OPERATION_accept;
    return never[pattern->transport] >> rule->effect & 1 ? 0 : rule->operations & ~impossible;
}

/* Whether the selector is the one text under which the pattern is looked up. */
static bool plain(struct text selector, const struct pattern *pattern)
{
    char buffer[PATTERN_TEXT];
    if (pattern->transport == TRANSPORT_OTHER)
        return true;
    return pattern->host != HOST_NAME && text_same(selector, pattern_write(pattern, buffer));
}

const char *endpoint_selector(struct rule *rule)
{
    struct pattern pattern;
    if (text_is(rule->selector, "*"))
        return NULL;
    const char *wrong = pattern_parse(rule->selector, &pattern);
    if (wrong)
        return wrong;
    rule->rank = pattern_rank(&pattern);
    if (plain(rule->selector, &pattern))
        rule->rank |= RANK_OF_TEXT;
    rule->operations = possible(rule, &pattern);
    return NULL;
}

/* Keeps the selectors in the order of their ranks, those of one rank in the order of their lines. */
static void insert(const struct snapshot *snapshot, struct selection *selection, uint32_t selector)
{
    if (selector == SNAPSHOT_NOTHING)
        return;
    uint32_t rank = snapshot->selectors[selector].rank & ~RANK_OF_TEXT;
    uint32_t at = 0;
    for (; at < selection->count; at++) {
        uint32_t other = selection->selectors[at];
        uint32_t other_rank = snapshot->selectors[other].rank & ~RANK_OF_TEXT;
        if (other == selector)
            return;
        if (other_rank < rank || (other_rank == rank && other > selector))
            break;
    }
    if (at == SELECTION_LIMIT)
        return;
    if (selection->count < SELECTION_LIMIT)
        selection->count++;
    for (uint32_t i = selection->count - 1; i > at; i--)
        selection->selectors[i] = selection->selectors[i - 1];
    selection->selectors[at] = selector;
}

static void insert_text(const struct snapshot *snapshot, struct selection *selection, struct text text)
{
    struct selection found = {0, {0}};
    snapshot_add_text(snapshot, text, &found);
    if (found.count)
        insert(snapshot, selection, found.selectors[0]);
}

/* With and without the host, with and without the port. */
static void insert_scheme(const struct snapshot *snapshot, struct selection *selection, struct pattern pattern)
{
    char buffer[PATTERN_TEXT];
    enum host host = pattern.host;
    for (unsigned without = 0; without < 4; without++) {
        pattern.host = without & 1 ? HOST_ANY : host;
        if (without & 2)
            pattern_any_port(&pattern);
        insert_text(snapshot, selection, pattern_write(&pattern, buffer));
    }
}

static bool matches_host(const struct pattern *pattern, const struct endpoint *endpoint)
{
    struct address address = endpoint->address;
    if (endpoint->mapped && pattern->length == 16)
        address_map(&address);
    if (pattern->host == HOST_NAME)
        return answers_have(pattern->name, &address);
    return pattern->host == HOST_ANY || pattern_covers(&pattern->address, pattern->prefix, &address);
}

static bool matches(const struct pattern *pattern, const struct endpoint *endpoint)
{
    bool six = endpoint->family == AF_INET6, four = !six || endpoint->mapped;
    if (pattern->transport != endpoint->transport || (pattern->length == 4 && !four) || (pattern->length == 16 && !six))
        return false;
    if (!endpoint->named)
        return pattern_is_any(pattern);
    return endpoint->port >= pattern->first_port && endpoint->port <= pattern->last_port &&
           matches_host(pattern, endpoint);
}

static void insert_patterns(const struct snapshot *snapshot, struct selection *selection,
                            const struct endpoint *endpoint)
{
    struct pattern pattern;
    for (uint32_t i = 0; i < snapshot->pattern_count; i++) {
        uint32_t selector = snapshot->patterns[i];
        pattern_parse(snapshot->selectors[selector].text, &pattern);
        if (matches(&pattern, endpoint))
            insert(snapshot, selection, selector);
    }
}

void endpoint_select(const struct snapshot *snapshot, const struct endpoint *endpoint, bool any,
                     struct selection *selection)
{
    char buffer[ENDPOINT_TEXT];
    selection->count = 0;
    if (any)
        insert(snapshot, selection, snapshot->any);
    if (!has_scheme(endpoint))
        return;
    if (endpoint->family == AF_UNIX) {
        insert_text(snapshot, selection, text_of("unix://*"));
        if (endpoint->named)
            insert_text(snapshot, selection, endpoint_write(endpoint, buffer));
        return;
    }
    struct pattern pattern = pattern_of(endpoint);
    /* A socket without an address has the port 0, and that stands for all of them. */
    if (!endpoint->named)
        pattern.last_port = 0;
    insert_scheme(snapshot, selection, pattern);
    if (endpoint->mapped) {
        pattern.length = 16;
        address_map(&pattern.address);
        insert_scheme(snapshot, selection, pattern);
    }
    pattern.length = 0;
    pattern.host = HOST_ANY;
    insert_scheme(snapshot, selection, pattern);
    insert_patterns(snapshot, selection, endpoint);
}

void endpoint_unite(const struct snapshot *snapshot, struct selection *selection, const struct selection *other,
                    uint32_t operations)
{
    for (uint32_t i = 0; i < other->count; i++)
        if (snapshot->selectors[other->selectors[i]].operations & operations)
            insert(snapshot, selection, other->selectors[i]);
}
