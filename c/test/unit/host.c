#include "../../dns/host.h"

#include <netdb.h>

#include "../../core/pages.h"
#include "../../dns/argument.h"
#include "../../dns/errors.h"
#include "../check.h"

#define OPERATIONS_DEF "../../dns/operations.def"
#define SYMBOLS_DEF "../../dns/symbols.def"
#include "operations.h"
#include "snapshots.h"

static const struct grammar_table table = {"dns",         OPERATIONS,    table_operations, table_names,   table_effects,
                                           table_watched, host_selector, errors_number,    argument_check};

#define REVERSE (ON(getnameinfo) | ON(gethostbyaddr))
#define FORWARD (ON(getaddrinfo) | ON(gethostbyname) | ON(res_query))
#define LISTS (ON(getaddrinfo) | ON(gethostbyname))

/* The text is put into its form where it stands. */
static long read_copy(const char *text, char *copy, struct rule *rules, struct grammar_mistake *mistake)
{
    *mistake = (struct grammar_mistake){0, 0, ""};
    strcpy(copy, text);
    memset(rules, 0, sizeof *rules);
    return grammar_read(&table, text_of(copy), rules, mistake);
}

static void lines(void)
{
    static const struct {
        const char *line, *selector;
        uint32_t operations;
        enum effect effect;
        int error;
        uint64_t value, probability;
        const char *argument;
    } rows[] = {
#define ONE PROBABILITY_ONE
        {"*:EAI_AGAIN", "*", FORWARD | REVERSE, EFFECT_ERRNO, EAI_AGAIN, 0, ONE, ""},
        {"*:EAI_FAIL:0.5", "*", FORWARD | REVERSE, EFFECT_ERRNO, EAI_FAIL, 0, ONE / 2, ""},
        {"dns://*:EAI_NONAME", "dns://*", FORWARD, EFFECT_ERRNO, EAI_NONAME, 0, ONE, ""},
        {"dns://db:ERRNO:EAI_MEMORY@0.5", "dns://db", FORWARD, EFFECT_ERRNO, EAI_MEMORY, 0, ONE / 2, ""},
        {"dns://db:getaddrinfo:EAI_SYSTEM", "dns://db", ON(getaddrinfo), EFFECT_ERRNO, EAI_SYSTEM, 0, ONE, ""},
        {"dns://DB.Example.COM.:EAI_AGAIN:0.5", "dns://db.example.com", FORWARD, EFFECT_ERRNO, EAI_AGAIN, 0, ONE / 2,
         ""},
        {"dns://*.Example.com:EAI_NODATA", "dns://*.example.com", FORWARD, EFFECT_ERRNO, EAI_NODATA, 0, ONE, ""},
        {"dns://_sip._tcp.x:EAI_FAIL", "dns://_sip._tcp.x", FORWARD, EFFECT_ERRNO, EAI_FAIL, 0, ONE, ""},
        {"dns://b\xc3\xbc\x63her.de:EAI_FAIL", "dns://b\xc3\xbc\x63her.de", FORWARD, EFFECT_ERRNO, EAI_FAIL, 0, ONE,
         ""},
        {"dns://127.0.0.1:EAI_FAIL", "dns://127.0.0.1", FORWARD, EFFECT_ERRNO, EAI_FAIL, 0, ONE, ""},
        {"dns://[2001:DB8:0::1]:EAI_FAIL", "dns://[2001:db8::1]", FORWARD, EFFECT_ERRNO, EAI_FAIL, 0, ONE, ""},
        {"rdns://*:EAI_AGAIN", "rdns://*", REVERSE, EFFECT_ERRNO, EAI_AGAIN, 0, ONE, ""},
        {"rdns://192.0.2.1:EAI_AGAIN", "rdns://192.0.2.1", REVERSE, EFFECT_ERRNO, EAI_AGAIN, 0, ONE, ""},
        {"rdns://[::1]:EAI_AGAIN:0.5", "rdns://[::1]", REVERSE, EFFECT_ERRNO, EAI_AGAIN, 0, ONE / 2, ""},
        {"RDNS://[0:0::FFFF:192.0.2.1]:EAI_AGAIN", "rdns://192.0.2.1", REVERSE, EFFECT_ERRNO, EAI_AGAIN, 0, ONE, ""},
        /* Only where the function's manual has the error. */
        {"*:EAI_SERVICE", "*", ON(getaddrinfo), EFFECT_ERRNO, EAI_SERVICE, 0, ONE, ""},
        {"*:EAI_OVERFLOW", "*", ON(getnameinfo), EFFECT_ERRNO, EAI_OVERFLOW, 0, ONE, ""},
        {"*:EAI_IDN_ENCODE", "*", ON(getaddrinfo) | ON(getnameinfo), EFFECT_ERRNO, EAI_IDN_ENCODE, 0, ONE, ""},
        {"dns://a:EAI_CANCELED", "dns://a", ON(getaddrinfo), EFFECT_ERRNO, EAI_CANCELED, 0, ONE, ""},
        {"*:EAI_FAMILY", "*", ON(getaddrinfo) | ON(getnameinfo), EFFECT_ERRNO, EAI_FAMILY, 0, ONE, ""},
        {"*:FAIL_AFTER:EAI_ADDRFAMILY,3", "*", ON(getaddrinfo), EFFECT_FAIL_AFTER, EAI_ADDRFAMILY, 3, ONE, ""},
        {"*:KILL:SIGKILL", "*", FORWARD | REVERSE, EFFECT_KILL, 9, 0, ONE, ""},
        {"dns://a:LATENCY:250ms", "dns://a", FORWARD, EFFECT_LATENCY, 0, 250000000, ONE, ""},
        {"dns://a:REWRITE:b.example", "dns://a", FORWARD, EFFECT_REWRITE, 0, 0, ONE, "b.example"},
        {"dns://a:REWRITE:b.example:0.5", "dns://a", FORWARD, EFFECT_REWRITE, 0, 0, ONE / 2, "b.example"},
        {"dns://a:REWRITE:127.0.0.1@0.5", "dns://a", FORWARD, EFFECT_REWRITE, 0, 0, ONE / 2, "127.0.0.1"},
        {"rdns://*:REWRITE:b", "rdns://*", REVERSE, EFFECT_REWRITE, 0, 0, ONE, "b"},
        {"dns://a:SERVICE:8080", "dns://a", ON(getaddrinfo), EFFECT_SERVICE, 0, 0, ONE, "8080"},
        {"*:SERVICE:https", "*", ON(getaddrinfo) | ON(getnameinfo), EFFECT_SERVICE, 0, 0, ONE, "https"},
        {"rdns://*:SERVICE:1", "rdns://*", ON(getnameinfo), EFFECT_SERVICE, 0, 0, ONE, "1"},
        {"dns://a:OVERRIDE:127.0.0.1", "dns://a", LISTS, EFFECT_OVERRIDE, 0, 0, ONE, "127.0.0.1"},
        {"dns://a:OVERRIDE:127.0.0.1,::1@0.5", "dns://a", LISTS, EFFECT_OVERRIDE, 0, 0, ONE / 2, "127.0.0.1,::1"},
        {"dns://[::1]:getaddrinfo:OVERRIDE:::2", "dns://[::1]", ON(getaddrinfo), EFFECT_OVERRIDE, 0, 0, ONE, "::2"},
        {"dns://a:OVERRIDE:[::1]", "dns://a", LISTS, EFFECT_OVERRIDE, 0, 0, ONE, "::1"},
        {"dns://a : OVERRIDE : 127.0.0.1 , [::1] @ 0.5", "dns://a", LISTS, EFFECT_OVERRIDE, 0, 0, ONE / 2,
         "127.0.0.1,::1"},
        {"dns://a:OVERRIDE:[::1],[::2]#two", "dns://a", LISTS, EFFECT_OVERRIDE, 0, 0, ONE, "::1,::2"},
        {"dns://a:FILTER_FAMILY:inet4", "dns://a", LISTS, EFFECT_FILTER_FAMILY, 0, 0, ONE, "inet4"},
        {"dns://a:FILTER_FAMILY:ipv4", "dns://a", LISTS, EFFECT_FILTER_FAMILY, 0, 0, ONE, "ipv4"},
        {"dns://a:FILTER_FAMILY:ipv6", "dns://a", LISTS, EFFECT_FILTER_FAMILY, 0, 0, ONE, "ipv6"},
        {"dns://a:FILTER_FAMILY:inet6", "dns://a", LISTS, EFFECT_FILTER_FAMILY, 0, 0, ONE, "inet6"},
        {"dns://a:FILTER_FAMILY:inet:0.5", "dns://a", LISTS, EFFECT_FILTER_FAMILY, 0, 0, ONE / 2, "inet"},
        {"dns://a:LIMIT:1", "dns://a", LISTS, EFFECT_LIMIT, 0, 1, ONE, ""},
        {"dns://a:LIMIT:2:0.5", "dns://a", LISTS, EFFECT_LIMIT, 0, 2, ONE / 2, ""},
        {"dns://a:SHUFFLE", "dns://a", LISTS, EFFECT_SHUFFLE, 0, 0, ONE, ""},
        {"dns://a:SHUFFLE:0.5", "dns://a", LISTS, EFFECT_SHUFFLE, 0, 0, ONE / 2, ""},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct rule rule;
        struct grammar_mistake mistake;
        char copy[256];
        CHECK_FOR(rows[i].line, read_copy(rows[i].line, copy, &rule, &mistake), 1);
        CHECK_FOR(mistake.reason, mistake.line, 0);
        CHECK_TEXT_FOR(rows[i].line, rule.selector, rows[i].selector);
        CHECK_FOR(rows[i].line, rule.operations, rows[i].operations);
        CHECK_FOR(rows[i].line, rule.effect, rows[i].effect);
        CHECK_FOR(rows[i].line, rule.error, rows[i].error);
        CHECK_FOR(rows[i].line, rule.value, rule.effect == EFFECT_LATENCY ? 0 : rows[i].value);
        CHECK_FOR(rows[i].line, rule.policy.probability, rows[i].probability);
        CHECK_TEXT_FOR(rows[i].line, rule.argument, rows[i].argument);
    }
}

#define NAME_63 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"
#define NAME_255 NAME_63 "." NAME_63 "." NAME_63 "." NAME_63
#define FIVE "::1,::1,::1,::1,::1"

static void mistakes(void)
{
    static const struct {
        const char *text;
        unsigned line, column;
        const char *reason;
    } rows[] = {
        {"localhost:EAI_AGAIN", 1, 1, "expected dns:// and a host"},
        {"/etc/hosts:EAI_AGAIN", 1, 1, "expected dns:// and a host"},
        {":EAI_AGAIN", 1, 1, "expected dns:// and a host"},
        {"dns:EAI_AGAIN", 1, 1, "expected dns:// and a host"},
        {"dns://:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://.:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://a..b:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://.a:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://a b:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://a/b:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://db:5432:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://*.:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://**:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://*a:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://a.*:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://*.*.a:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://*.[::1]:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://[::1:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://::1:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://[127.0.0.1]:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://" NAME_63 "x:EAI_AGAIN", 1, 1, "expected dns://*"},
        {"dns://" NAME_255 ":EAI_AGAIN", 1, 1, "expected dns://*"},
        {"rdns://localhost:EAI_AGAIN", 1, 1, "expected rdns://*"},
        {"rdns://:EAI_AGAIN", 1, 1, "expected rdns://*"},
        {"rdns://::1:EAI_AGAIN", 1, 1, "expected rdns://*"},
        {"rdns://[127.0.0.1]:EAI_AGAIN", 1, 1, "expected rdns://*"},
        {"rdns://1.2.3:EAI_AGAIN", 1, 1, "expected rdns://*"},
        {"rdns://*.0.0.127:EAI_AGAIN", 1, 1, "expected rdns://*"},
        {"rdns://1.2.3.4:getaddrinfo:EAI_AGAIN", 1, 1, "no operation of this selector can fail"},
        {"rdns://1.2.3.4:getaddrinfo:LATENCY:1", 1, 1, "no such effect or operation"},
        {"rdns://1.2.3.4:OVERRIDE:1.2.3.4", 1, 1, "no such effect or operation"},
        {"dns://a:EAI_OVERFLOW", 1, 1, "no operation of this selector can fail with this error"},
        {"*:getaddrinfo:EAI_OVERFLOW", 1, 1, "no operation of this selector can fail with this error"},
        {"*:res_query:EAI_FAMILY", 1, 1, "no operation of this selector can fail with this error"},
        {"*:res_query:SHUFFLE", 1, 3, "no such effect or operation"},
        {"*:getadrinfo:EAI_AGAIN", 1, 3, "unknown operation"},
        {"*:EAI_BADHINTS", 1, 3, "unknown effect or errno"},
        {"*:EIO", 1, 3, "unknown effect or errno"},
        {"*:ERRNO:EIO", 1, 9, "unknown errno"},
        {"dns://a:TORN", 1, 9, "unknown effect or errno"},
        {"dns://a:REWRITE", 1, 9, "this effect needs a value"},
        {"dns://a:REWRITE:b..c", 1, 17, "expected the name of a host"},
        {"dns://a:REWRITE:*.c", 1, 17, "expected the name of a host"},
        {"dns://a:SERVICE:65536", 1, 17, "expected a port"},
        {"dns://a:SERVICE:a/b", 1, 17, "expected a port"},
        {"dns://a:SERVICE:a b", 1, 17, "expected a port"},
        {"dns://a:SERVICE:" NAME_63 "x", 1, 17, "expected a port"},
        {"dns://a:OVERRIDE:", 1, 18, "expected addresses"},
        {"dns://a:OVERRIDE:localhost", 1, 18, "expected addresses"},
        {"dns://a:OVERRIDE:1.2.3.4,", 1, 18, "expected addresses"},
        {"dns://a:OVERRIDE:,1.2.3.4", 1, 18, "expected addresses"},
        {"dns://a:OVERRIDE:1.2.3.4,x,::1", 1, 18, "expected addresses"},
        {"dns://a:OVERRIDE:1.2.3.4:0.5", 1, 18, "expected addresses"},
        {"dns://a:OVERRIDE:[127.0.0.1]", 1, 18, "expected addresses"},
        {"dns://a:OVERRIDE:[::1", 1, 18, "expected addresses"},
        {"dns://a:OVERRIDE:::1]", 1, 18, "expected addresses"},
        {"dns://a:OVERRIDE:" FIVE "," FIVE "," FIVE "," FIVE "," FIVE "," FIVE ",::1,::1,::1", 1, 18,
         "expected at most 32"},
        {"dns://a:FILTER_FAMILY:inet5", 1, 23, "expected inet or inet6"},
        {"dns://a:LIMIT:some", 1, 15, "expected a number"},
        {"dns://a:SHUFFLE:1.5", 1, 17, "this effect takes no value"},
        {"*:EAI_FAIL\ndns://A:EAI_FAIL\n\nrdns://B:EAI_FAIL", 4, 1, "expected rdns://*"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct rule rules[8];
        struct grammar_mistake mistake;
        char copy[512];
        CHECK_FOR(rows[i].text, read_copy(rows[i].text, copy, rules, &mistake), -1);
        CHECK_FOR(rows[i].text, mistake.line, rows[i].line);
        CHECK_FOR(rows[i].text, mistake.column, rows[i].column);
        check_text(__FILE__, __LINE__, "reason", rows[i].text, mistake.reason,
                   strnlen(mistake.reason, strlen(rows[i].reason)), rows[i].reason);
    }
}

static void targets(void)
{
    static const struct {
        const char *host, *target;
    } rows[] = {
        {NULL, "dns://"},
        {"", "dns://"},
        {".", "dns://"},
        {"Db.Example.COM", "dns://db.example.com"},
        {"db.example.com.", "dns://db.example.com"},
        {"127.0.0.1", "dns://127.0.0.1"},
        {"2001:DB8:0::1", "dns://[2001:db8::1]"},
        {"::ffff:127.0.0.1", "dns://127.0.0.1"},
        {"fe80::1%lo", "dns://fe80::1%lo"},
        {"a b", "dns://a b"},
        {NAME_255 ".",
         "dns://" NAME_63 "." NAME_63 "." NAME_63 ".abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghij"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        char buffer[HOST_TARGET];
        CHECK_TEXT_FOR(rows[i].target, host_target(rows[i].host, buffer), rows[i].target);
    }
}

static void targets_of_addresses(void)
{
    static const struct {
        const char *address, *target;
    } rows[] = {
        {"192.0.2.1", "rdns://192.0.2.1"},
        {"2001:db8::1", "rdns://[2001:db8::1]"},
        {"::ffff:192.0.2.1", "rdns://192.0.2.1"},
    };
    char buffer[HOST_TARGET];
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct address address;
        CHECK(address_parse(text_of(rows[i].address), &address), 1);
        CHECK_TEXT_FOR(rows[i].target, host_target_of_address(&address, buffer), rows[i].target);
    }
    CHECK_TEXT(host_target_of_address(NULL, buffer), "rdns://");
}

/* The selectors that fit, the most specific first, between blanks. */
static void selects(void)
{
    static char text[] =
        "*:EAI_FAIL\ndns://*:EAI_FAIL\nrdns://*:EAI_FAIL\ndns://*.com:EAI_FAIL\n"
        "dns://*.example.com:EAI_FAIL\ndns://DB.example.com:EAI_FAIL\ndns://*.db.example.com:EAI_FAIL\n"
        "dns://127.0.0.1:EAI_FAIL\nrdns://127.0.0.1:EAI_FAIL\nrdns://[::1]:EAI_FAIL\n";
    static const struct {
        const char *target, *fits;
    } rows[] = {
        {"dns://db.example.com", "dns://db.example.com dns://*.example.com dns://*.com dns://* *"},
        {"dns://x.db.example.com", "dns://*.db.example.com dns://*.example.com dns://*.com dns://* *"},
        {"dns://example.com", "dns://*.com dns://* *"},
        {"dns://xexample.com", "dns://*.com dns://* *"},
        {"dns://com", "dns://* *"},
        {"dns://.com", "dns://* *"},
        {"dns://a..com", "dns://*.com dns://* *"},
        {"dns://127.0.0.1", "dns://127.0.0.1 dns://* *"},
        {"dns://[::1]", "dns://* *"},
        {"dns://", "*"},
        {"rdns://127.0.0.1", "rdns://127.0.0.1 rdns://* *"},
        {"rdns://127.0.0.2", "rdns://* *"},
        {"rdns://[::1]", "rdns://[::1] rdns://* *"},
        {"rdns://", "*"},
    };
    struct snapshot *snapshot = snapshot_of(&table, text, 1);
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct selection selection;
        host_select(snapshot, text_of(rows[i].target), &selection);
        CHECK_FITS(rows[i].target, snapshot, &selection, rows[i].fits);
    }
    snapshot_free(snapshot);
}

/* What is read once is read again in the same way. */
static void normal_forms(void)
{
    static const char alphabet[] = "rdns://*.a[:]1F2c0,x";
    uint32_t state = 1;
    for (int round = 0; round < 30000; round++) {
        static const char *const starts[] = {"dns://", "rdns://[", "rdns://", "dns://[", ""};
        struct rule rule, again;
        struct grammar_mistake mistake;
        char text[64], copy[64];
        strcpy(text, starts[round % 5]);
        size_t length = strlen(text), end = length + (size_t)round % 20;
        for (; length < end; length++) {
            state = state * 1103515245u + 12345;
            text[length] = alphabet[(state >> 16) % (sizeof alphabet - 1)];
        }
        strcpy(text + length, round % 2 ? "]:EAI_FAIL" : ":EAI_FAIL");
        if (read_copy(text, copy, &rule, &mistake) != 1)
            continue;
        struct text selector = rule.selector;
        snprintf(text, sizeof text, "%.*s:EAI_FAIL", (int)selector.length, selector.start);
        char second[64];
        CHECK_FOR(text, read_copy(text, second, &again, &mistake), 1);
        CHECK_FOR(text, text_same(again.selector, selector) && again.operations == rule.operations, 1);
    }
}

int main(void)
{
    lines();
    mistakes();
    targets();
    targets_of_addresses();
    selects();
    normal_forms();
    CHECK_END;
}
