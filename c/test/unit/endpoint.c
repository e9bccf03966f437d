#include "../../net/endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/un.h>

#include "../../core/answers.h"
#include "../../core/errnos.h"
#include "../../net/pattern.h"
#include "../check.h"

#define OPERATIONS_DEF "../../net/operations.def"
#define SYMBOLS_DEF "../../net/symbols.def"
#include "operations.h"
#include "snapshots.h"

static const struct grammar_table table = {"net",         OPERATIONS,    table_operations,  table_names,
                                           table_effects, table_watched, endpoint_selector, errnos_number,
                                           NULL};

/* What the rule's operations are, or what is wrong and where. */
static void rules(void)
{
    static const char *const scheme = "expected * or tcp4://, tcp6://, udp4://, udp6://, tcp://, udp:// or unix://";
    static const char *const port = "expected a port, a range like 5000-5010, or * behind the host";
    static const char *const host = "expected an address of that family (IPv6 in []), a network like "
                                    "10.0.0.0/8, a host name or *";
    static const char *const path = "expected a path, @ and a name or * behind unix://";
    static const char *const effect = "no such effect or operation: see chaos grammar";
    static const struct {
        const char *text;
        uint32_t operations;
        const char *reason;
    } rows[] = {
        {"*:EIO", ALL_OPERATIONS, NULL},
        {"*:connect:EIO", ON(connect), NULL},
        {"tcp4://127.0.0.1:80:EIO", ALL_OPERATIONS & ~ON(socket), NULL},
        {"tcp4://127.0.0.1:80:connect:ERRNO:EIO:0.5", ON(connect), NULL},
        {"tcp4://*:*:EIO", ALL_OPERATIONS, NULL},
        {"tcp4://*:0-65535:EIO", ALL_OPERATIONS, NULL},
        {"tcp4://*:0:socket:EIO", ON(socket), NULL},
        {"tcp4://127.0.0.1:0:EIO", ALL_OPERATIONS & ~ON(socket), NULL},
        {"tcp4://*:0-1:EIO", ALL_OPERATIONS & ~ON(socket), NULL},
        {"tcp4://*:1-65535:EIO", ALL_OPERATIONS & ~ON(socket), NULL},
        {"tcp4://*:80:EIO", ALL_OPERATIONS & ~ON(socket), NULL},
        {"tcp6://[::1]:80:EIO", ALL_OPERATIONS & ~ON(socket), NULL},
        {"tcp6://[2001:DB8:0:0::1]:80:EIO", ALL_OPERATIONS & ~ON(socket), NULL},
        {"tcp6://*:80:EIO", ALL_OPERATIONS & ~ON(socket), NULL},
        {"tcp6://[*]:80:EIO", ALL_OPERATIONS & ~ON(socket), NULL},
        {"tcp6://[fd00::/8]:443:poll:TIMEOUT", ON(poll), NULL},
        {"udp4://10.0.0.0/8:53:EIO", ALL_OPERATIONS & ~(ON(socket) | ON(listen) | ON(accept)), NULL},
        {"udp6://*:*:EIO", ALL_OPERATIONS & ~(ON(listen) | ON(accept)), NULL},
        {"tcp://db.example.com:5432:EIO", ALL_OPERATIONS & ~ON(socket), NULL},
        {"tcp://127.0.0.1:1-2:EIO", ALL_OPERATIONS & ~ON(socket), NULL},
        {"udp://[::1]:53:EIO", ALL_OPERATIONS & ~(ON(socket) | ON(listen) | ON(accept)), NULL},
        {"unix:///run/x.sock:EIO", ALL_OPERATIONS & ~ON(socket), NULL},
        {"unix://@bus:EIO@0.5", ALL_OPERATIONS & ~ON(socket), NULL},
        {"unix://relative:EIO", ALL_OPERATIONS & ~ON(socket), NULL},
        {"unix://*:EIO", ALL_OPERATIONS, NULL},
        {"udp4://*:53:DROP", ON(send) | ON(recv), NULL},
        {"*:DROP", ON(send) | ON(recv), NULL},
        {"tcp4://*:53:BLACKHOLE", ON(connect) | ON(send) | ON(recv), NULL},
        {"tcp4://*:53:RESET", ON(send) | ON(recv), NULL},
        {"tcp4://*:53:THROTTLE:1MiB/s", ON(send) | ON(recv), NULL},
        {"tcp4://*:53:CORRUPT", ON(recv), NULL},
        {"tcp4://*:53:DROP", 0, effect},
        {"udp4://*:53:RESET", 0, effect},
        {"udp4://*:53:SHORT", 0, effect},
        {"unix://*:BLACKHOLE", 0, effect},
        {"tcp4://127.0.0.1:80:socket:EMFILE", 0, effect},
        {"udp4://*:*:listen:EIO", 0, effect},
        {"*:send:CORRUPT", 0, "no such effect or operation: see chaos grammar"},
        {"*:send:TORN", 0, "unknown effect or errno"},
        {"/data:EIO", 0, scheme},
        {"tcp5://*:*:EIO", 0, scheme},
        {"tcp4:/127.0.0.1:80:EIO", 0, scheme},
        {"127.0.0.1:80:EIO", 0, scheme},
        {"tcp4://:EIO", 0, port},
        {"tcp4://127.0.0.1:EIO", 0, port},
        {"tcp4://127.0.0.1:http:EIO", 0, port},
        {"tcp4://127.0.0.1:65536:EIO", 0, port},
        {"tcp4://127.0.0.1:5-4:EIO", 0, port},
        {"tcp4://127.0.0.1:5-:EIO", 0, port},
        {"tcp4://127.0.0.1:-5:EIO", 0, port},
        {"tcp4://127.0.0.1:1-99999:EIO", 0, port},
        {"tcp4://127.0.0.256:80:EIO", 0, host},
        {"tcp4://127.0.1:80:EIO", 0, host},
        {"tcp4://[127.0.0.1]:80:EIO", 0, host},
        {"tcp4://[::1]:80:EIO", 0, host},
        {"tcp4://[*]:80:EIO", 0, host},
        {"tcp6://::1:80:EIO", 0, host},
        {"tcp6://127.0.0.1:80:EIO", 0, host},
        {"tcp6://[::1:80:EIO", 0, host},
        {"tcp6://[::1%lo]:80:EIO", 0, host},
        {"tcp4://10.0.0.0/33:80:EIO", 0, host},
        {"tcp4://10.0.0/8:80:EIO", 0, host},
        {"tcp4://10.0.0.0/:80:EIO", 0, host},
        {"tcp6://[fd00::/129]:80:EIO", 0, host},
        {"tcp4://a b:80:EIO", 0, host},
        {"tcp4://:80:EIO", 0, host},
        {"unix://:EIO", 0, path},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct rule rule;
        struct grammar_mistake mistake = {0, 0, ""};
        memset(&rule, 0, sizeof rule);
        long count = grammar_read(&table, text_of(rows[i].text), &rule, &mistake);
        CHECK_FOR(rows[i].text, count, rows[i].reason ? -1 : 1);
        if (count == 1)
            CHECK_FOR(rows[i].text, rule.operations, rows[i].operations);
        check_text(__FILE__, __LINE__, "reason", rows[i].text, mistake.reason, strlen(mistake.reason),
                   rows[i].reason ? rows[i].reason : "");
        if (rows[i].reason == scheme || rows[i].reason == host)
            CHECK_FOR(rows[i].text, mistake.column, 1);
    }
}

/* An address as the kernel gives it, of `4 address port`, `6 address port`, `u path` (with @ for its first NUL) or
 * `- family`. */
static struct endpoint endpoint_of(const char *text, enum transport transport, char *path)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    char address[64] = "";
    unsigned port = 0;
    sscanf(text + 1, " %63s %u", address, &port);
    switch (*text) {
    case '4':
        four.sin_port = htons((uint16_t)port);
        CHECK_FOR(text, inet_pton(AF_INET, address, &four.sin_addr), 1);
        return endpoint_read(transport, (void *)&four, sizeof four, path);
    case '6':
        six.sin6_port = htons((uint16_t)port);
        CHECK_FOR(text, inet_pton(AF_INET6, address, &six.sin6_addr), 1);
        return endpoint_read(transport, (void *)&six, sizeof six, path);
    case 'u':
        strcpy(un.sun_path, address);
        if (*address == '@')
            un.sun_path[0] = 0;
        return endpoint_read(transport, (void *)&un, offsetof(struct sockaddr_un, sun_path) + strlen(address), path);
    default:
        return endpoint_unnamed(transport, atoi(address));
    }
}

/* The selectors that fit, and the endpoint's text. */
static void selects(void)
{
    static const char text[] = "*:EIO\n"
                               "tcp4://*:*:EIO\n"
                               "tcp://*:*:EIO\n"
                               "tcp4://*:0:EIO\n"
                               "tcp4://*:443:EIO\n"
                               "tcp4://10.0.0.1:*:EIO\n"
                               "tcp://*:443:EIO\n"
                               "tcp4://10.0.0.1:400-500:EIO\n"
                               "tcp4://10.0.0.1:440-450:EIO\n"
                               "tcp4://10.0.0.0/8:443:EIO\n"
                               "tcp4://10.0.0.0/24:443:EIO\n"
                               "tcp4://10.0.0.1:443:EIO\n"
                               "tcp://db.example:443:EIO\n"
                               "tcp6://[::1]:443:EIO\n"
                               "tcp6://[0::1]:443:ENOSPC\n"
                               "tcp6://[::/0]:1-1000:EIO\n"
                               "tcp6://[fd00::/9]:443:EIO\n"
                               "tcp6://[*]:*:EIO\n"
                               "tcp6://[::ffff:10.0.0.1]:443:EIO\n"
                               "tcp6://[::ffff:0:0/96]:443:EIO\n"
                               "udp4://10.0.0.1:53:EIO\n"
                               "udp://*:*:EIO\n"
                               "unix:///run/db:EIO\n"
                               "unix://*:EIO\n"
                               "unix://@bus:EIO\n";
    static const struct {
        const char *endpoint;
        enum transport transport;
        bool any;
        const char *written, *fits;
    } rows[] = {
        {"4 10.0.0.1 443", TRANSPORT_TCP, true, "tcp4://10.0.0.1:443",
         "tcp4://10.0.0.1:443 tcp://db.example:443 tcp4://10.0.0.0/24:443 tcp4://10.0.0.0/8:443 "
         "tcp4://10.0.0.1:440-450 tcp4://10.0.0.1:400-500 tcp4://10.0.0.1:* tcp4://*:443 tcp://*:443 tcp4://*:* "
         "tcp://*:* *"},
        {"4 10.0.0.1 443", TRANSPORT_TCP, false, "tcp4://10.0.0.1:443",
         "tcp4://10.0.0.1:443 tcp://db.example:443 tcp4://10.0.0.0/24:443 tcp4://10.0.0.0/8:443 "
         "tcp4://10.0.0.1:440-450 tcp4://10.0.0.1:400-500 tcp4://10.0.0.1:* tcp4://*:443 tcp://*:443 tcp4://*:* "
         "tcp://*:*"},
        {"4 10.0.1.1 443", TRANSPORT_TCP, true, "tcp4://10.0.1.1:443",
         "tcp4://10.0.0.0/8:443 tcp4://*:443 tcp://*:443 tcp4://*:* tcp://*:* *"},
        {"4 10.0.0.1 451", TRANSPORT_TCP, true, "tcp4://10.0.0.1:451",
         "tcp4://10.0.0.1:400-500 tcp4://10.0.0.1:* tcp4://*:* tcp://*:* *"},
        {"4 11.0.0.1 80", TRANSPORT_TCP, true, "tcp4://11.0.0.1:80", "tcp4://*:* tcp://*:* *"},
        {"4 0.0.0.0 0", TRANSPORT_TCP, true, "tcp4://0.0.0.0:0", "tcp4://*:0 tcp4://*:* tcp://*:* *"},
        {"- 2", TRANSPORT_TCP, true, "tcp4://*:*", "tcp4://*:0 tcp4://*:* tcp://*:* *"},
        {"- 10", TRANSPORT_TCP, true, "tcp6://*:*", "tcp6://[*]:* tcp://*:* *"},
        {"6 ::1 443", TRANSPORT_TCP, true, "tcp6://[::1]:443",
         "tcp6://[::1]:443 tcp6://[0::1]:443 tcp6://[::/0]:1-1000 tcp://*:443 tcp6://[*]:* tcp://*:* *"},
        {"6 fd7f::1 443", TRANSPORT_TCP, true, "tcp6://[fd7f::1]:443",
         "tcp6://[fd00::/9]:443 tcp6://[::/0]:1-1000 tcp://*:443 tcp6://[*]:* tcp://*:* *"},
        {"6 fd80::1 1001", TRANSPORT_TCP, true, "tcp6://[fd80::1]:1001", "tcp6://[*]:* tcp://*:* *"},
        {"6 ::ffff:10.0.0.1 443", TRANSPORT_TCP, true, "tcp4://10.0.0.1:443",
         "tcp4://10.0.0.1:443 tcp6://[::ffff:10.0.0.1]:443 tcp://db.example:443 tcp4://10.0.0.0/24:443 "
         "tcp4://10.0.0.0/8:443 tcp6://[::ffff:0:0/96]:443 tcp4://10.0.0.1:440-450 tcp4://10.0.0.1:400-500 "
         "tcp6://[::/0]:1-1000 tcp4://10.0.0.1:* tcp4://*:443 tcp://*:443 tcp4://*:* tcp6://[*]:* tcp://*:* *"},
        {"4 10.0.0.1 53", TRANSPORT_UDP, true, "udp4://10.0.0.1:53", "udp4://10.0.0.1:53 udp://*:* *"},
        {"6 ::ffff:10.0.0.1 53", TRANSPORT_UDP, true, "udp4://10.0.0.1:53", "udp4://10.0.0.1:53 udp://*:* *"},
        {"6 ::1 53", TRANSPORT_UDP, true, "udp6://[::1]:53", "udp://*:* *"},
        {"4 10.0.0.1 53", TRANSPORT_OTHER, true, "socket of family 2", "*"},
        {"- 16", TRANSPORT_OTHER, true, "socket of family 16", "*"},
        {"- 16", TRANSPORT_OTHER, false, "socket of family 16", ""},
        {"u /run/db", TRANSPORT_OTHER, true, "unix:///run/db", "unix:///run/db unix://* *"},
        {"u /run/d", TRANSPORT_OTHER, true, "unix:///run/d", "unix://* *"},
        {"u @bus", TRANSPORT_OTHER, true, "unix://@bus", "unix://@bus unix://* *"},
        {"- 1", TRANSPORT_OTHER, true, "unix://", "unix://* *"},
    };
    struct address known;
    CHECK(address_parse(text_of("10.0.0.1"), &known), 1);
    answers_start();
    answers_add(text_of("DB.example."), &known);
    struct snapshot *snapshot = snapshot_of(&table, text, 1);
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct selection selection;
        char path[ENDPOINT_TEXT], buffer[ENDPOINT_TEXT];
        struct endpoint endpoint = endpoint_of(rows[i].endpoint, rows[i].transport, path);
        endpoint_select(snapshot, &endpoint, rows[i].any, &selection);
        CHECK_FITS(rows[i].endpoint, snapshot, &selection, rows[i].fits);
        struct text written = endpoint_write(&endpoint, buffer);
        check_text(__FILE__, __LINE__, "text", rows[i].endpoint, written.start, written.length, rows[i].written);
    }
    struct selection one, other;
    char path[ENDPOINT_TEXT];
    struct endpoint a = endpoint_of("4 11.0.0.1 443", TRANSPORT_TCP, path);
    struct endpoint b = endpoint_of("6 ::1 80", TRANSPORT_TCP, path);
    endpoint_select(snapshot, &a, true, &one);
    endpoint_select(snapshot, &b, true, &other);
    endpoint_unite(snapshot, &one, &other, 1u << OPERATION_socket);
    CHECK_FITS("both, of sockets", snapshot, &one, "tcp4://*:443 tcp://*:443 tcp4://*:* tcp6://[*]:* tcp://*:* *");
    endpoint_unite(snapshot, &one, &other, UINT32_MAX);
    CHECK_FITS("both", snapshot, &one,
               "tcp6://[::/0]:1-1000 tcp4://*:443 tcp://*:443 tcp4://*:* tcp6://[*]:* tcp://*:* *");
    snapshot_free(snapshot);
}

/* Of more selectors than there is room for, the most specific are those that fit. */
static void too_many(void)
{
    char rules[4096], path[ENDPOINT_TEXT];
    size_t length = 0;
    for (int last = 2 * SELECTION_LIMIT; last > 1; last--)
        length += (size_t)sprintf(rules + length, "tcp4://10.0.0.1:1-%d:EIO\n", last);
    struct snapshot *snapshot = snapshot_of(&table, rules, 1);
    struct endpoint endpoint = endpoint_of("4 10.0.0.1 1", TRANSPORT_TCP, path);
    struct selection selection;
    endpoint_select(snapshot, &endpoint, true, &selection);
    CHECK(selection.count, SELECTION_LIMIT);
    CHECK(text_is(snapshot->selectors[selection.selectors[0]].text, "tcp4://10.0.0.1:1-2"), 1);
    snapshot_free(snapshot);
}

/* What is too short, or too long, is read as far as it goes. */
static void odd_addresses(void)
{
    char path[ENDPOINT_TEXT], buffer[ENDPOINT_TEXT];
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    struct sockaddr_in four = {.sin_family = AF_INET};
    memset(un.sun_path, 'x', sizeof un.sun_path);
    struct endpoint endpoint = endpoint_read(TRANSPORT_OTHER, (void *)&un, sizeof un + 100, path);
    CHECK(endpoint_write(&endpoint, buffer).length, 7 + sizeof un.sun_path);
    memcpy(un.sun_path, "\0a\0b", 4);
    endpoint = endpoint_read(TRANSPORT_OTHER, (void *)&un, offsetof(struct sockaddr_un, sun_path) + 4, path);
    struct text text = endpoint_write(&endpoint, buffer);
    check_text(__FILE__, __LINE__, "text", "NULs", text.start, text.length, "unix://@a@b");
    endpoint = endpoint_read(TRANSPORT_OTHER, (void *)&un, offsetof(struct sockaddr_un, sun_path), path);
    CHECK(endpoint.named, 0);
    endpoint = endpoint_read(TRANSPORT_TCP, (void *)&four, sizeof four - 1, path);
    CHECK(endpoint.named, 0);
    endpoint = endpoint_read(TRANSPORT_TCP, (void *)&four, 1, path);
    CHECK(endpoint.family, AF_UNSPEC);
}

int main(void)
{
    rules();
    selects();
    too_many();
    odd_addresses();
    CHECK_END;
}
