#include "../../core/grammar.h"

#include <errno.h>
#include <stdlib.h>

#include "../check.h"
#include "table.h"

#define ONE PROBABILITY_ONE
#define MS ((uint64_t)NANOSECONDS_PER_MILLISECOND)
#define WRITES (ON(write) | ON(pwrite))
#define READS (ON(read) | ON(pread))

static void lines(void)
{
    static const struct {
        const char *line, *selector;
        uint32_t operations;
        enum effect effect;
        int error;
        uint64_t value, probability;
    } rows[] = {
        /* The published forms. */
        {"/data:EIO", "/data", ALL_OPERATIONS, EFFECT_ERRNO, EIO, 0, ONE},
        {"/data:write:EIO", "/data", ON(write), EFFECT_ERRNO, EIO, 0, ONE},
        {"/data:write:EIO:0.5", "/data", ON(write), EFFECT_ERRNO, EIO, 0, ONE / 2},
        {"/data:write:EIO@0.5", "/data", ON(write), EFFECT_ERRNO, EIO, 0, ONE / 2},
        {"/data:write:ERRNO:EIO", "/data", ON(write), EFFECT_ERRNO, EIO, 0, ONE},
        {"/data:write:ERRNO:EIO:0.5", "/data", ON(write), EFFECT_ERRNO, EIO, 0, ONE / 2},
        {"/data:write:ERRNO:EIO@0.5", "/data", ON(write), EFFECT_ERRNO, EIO, 0, ONE / 2},
        {"/data:ERRNO:ENOSPC@p=0.25", "/data", ALL_OPERATIONS, EFFECT_ERRNO, ENOSPC, 0, ONE / 4},
        {"*:open:EMFILE", "*", ON(open), EFFECT_ERRNO, EMFILE, 0, ONE},
        {"*:EMFILE:0", "*", ALL_OPERATIONS, EFFECT_ERRNO, EMFILE, 0, 0},
        {"/data:write:TORN", "/data", ON(write), EFFECT_TORN, 0, 0, ONE},
        {"/data:write:TORN:0.5", "/data", ON(write), EFFECT_TORN, 0, 0, ONE / 2},
        {"/data:TORN", "/data", WRITES, EFFECT_TORN, 0, 0, ONE},
        {"/data:CORRUPT@0.5", "/data", READS, EFFECT_CORRUPT, 0, 0, ONE / 2},
        {"/data:LATENCY:250", "/data", ALL_OPERATIONS, EFFECT_LATENCY, 0, 250 * MS, ONE},
        {"/data:fsync:LATENCY:1.5s@0.5", "/data", ON(fsync), EFFECT_LATENCY, 0, 1500 * MS, ONE / 2},
        {"/data:fsync:LATENCY:10ms:0.5", "/data", ON(fsync), EFFECT_LATENCY, 0, 10 * MS, ONE / 2},
        {"/data:fsync:LATENCY:1:0.5", "/data", ON(fsync), EFFECT_LATENCY, 0, 1 * MS, ONE / 2},
        /* A value that looks like a probability is the effect's own. */
        {"/data:fsync:LATENCY:0.5", "/data", ON(fsync), EFFECT_LATENCY, 0, MS / 2, ONE},
        {"/data:fsync:LATENCY:1", "/data", ON(fsync), EFFECT_LATENCY, 0, MS, ONE},
        {"/data:write:FAIL_AFTER:EIO,3", "/data", ON(write), EFFECT_FAIL_AFTER, EIO, 3, ONE},
        {"/data:write:FAIL_AFTER:EIO,0@0.5", "/data", ON(write), EFFECT_FAIL_AFTER, EIO, 0, ONE / 2},
        {"/:EIO", "/", ALL_OPERATIONS, EFFECT_ERRNO, EIO, 0, ONE},
        {"/data/:EIO", "/data", ALL_OPERATIONS, EFFECT_ERRNO, EIO, 0, ONE},
        {"/data///:EIO", "/data", ALL_OPERATIONS, EFFECT_ERRNO, EIO, 0, ONE},
        /* Colons, at signs and blanks in paths. */
        {"/a:b:EIO", "/a:b", ALL_OPERATIONS, EFFECT_ERRNO, EIO, 0, ONE},
        {"/a:b/c:write:EIO", "/a:b/c", ON(write), EFFECT_ERRNO, EIO, 0, ONE},
        {"/a@b:EIO", "/a@b", ALL_OPERATIONS, EFFECT_ERRNO, EIO, 0, ONE},
        {"/a@b:write:EIO@0.5", "/a@b", ON(write), EFFECT_ERRNO, EIO, 0, ONE / 2},
        {"/a/0.5:EIO", "/a/0.5", ALL_OPERATIONS, EFFECT_ERRNO, EIO, 0, ONE},
        {"/a b/#c:EIO", "/a b/#c", ALL_OPERATIONS, EFFECT_ERRNO, EIO, 0, ONE},
        {"  /data:EIO\t\r", "/data", ALL_OPERATIONS, EFFECT_ERRNO, EIO, 0, ONE},
        /* Blanks around the parts, and comments behind them. */
        {" /data : write : EIO : 0.5 ", "/data", ON(write), EFFECT_ERRNO, EIO, 0, ONE / 2},
        {"/data\t: write :\tERRNO : EIO @ 0.5", "/data", ON(write), EFFECT_ERRNO, EIO, 0, ONE / 2},
        {"/data:write:FAIL_AFTER: EIO , 3 @ p=0.5 , after=1", "/data", ON(write), EFFECT_FAIL_AFTER, EIO, 3, ONE / 2},
        {"/data:write:EIO:0.5 # as it was: EIO", "/data", ON(write), EFFECT_ERRNO, EIO, 0, ONE / 2},
        {"/data:EIO@id=x\t#y", "/data", ALL_OPERATIONS, EFFECT_ERRNO, EIO, 0, ONE},
        {"/data:write:EIO:0.5#half", "/data", ON(write), EFFECT_ERRNO, EIO, 0, ONE / 2},
        {"/data#1:EIO", "/data#1", ALL_OPERATIONS, EFFECT_ERRNO, EIO, 0, ONE},
        {"/data#1:EIO # both", "/data#1", ALL_OPERATIONS, EFFECT_ERRNO, EIO, 0, ONE},
        /* Errnos by their numbers. */
        {"/data:write:ERRNO:5", "/data", ON(write), EFFECT_ERRNO, EIO, 0, ONE},
        {"/data:write:ERRNO:5:0.5", "/data", ON(write), EFFECT_ERRNO, EIO, 0, ONE / 2},
        {"/data:write:ERRNO:5@0.5", "/data", ON(write), EFFECT_ERRNO, EIO, 0, ONE / 2},
        {"/data:write:FAIL_AFTER:5,3", "/data", ON(write), EFFECT_FAIL_AFTER, EIO, 3, ONE},
        {"/data:write:EIO:2.5E-1", "/data", ON(write), EFFECT_ERRNO, EIO, 0, ONE / 4},
        {"/data:rename_to:EIO@after=1,p=0.5", "/data", ON(rename_to), EFFECT_ERRNO, EIO, 0, ONE / 2},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct rule rule;
        struct grammar_mistake mistake = {0, 0, "none"};
        memset(&rule, 0, sizeof rule);
        long count = grammar_read(&table, text_of(rows[i].line), &rule, &mistake);
        CHECK_FOR(rows[i].line, count, 1);
        CHECK_FOR(mistake.reason, mistake.line, 0);
        CHECK_TEXT_FOR(rows[i].line, rule.selector, rows[i].selector);
        CHECK_FOR(rows[i].line, rule.operations, rows[i].operations);
        CHECK_FOR(rows[i].line, rule.effect, rows[i].effect);
        CHECK_FOR(rows[i].line, rule.error, rows[i].error);
        CHECK_FOR(rows[i].line, rule.effect == EFFECT_LATENCY ? rule.delay.first : rule.value, rows[i].value);
        CHECK_FOR(rows[i].line, rule.policy.probability, rows[i].probability);
    }
}

/* Where the mistake is (line:column) and with which words its reason begins. */
static void mistakes(void)
{
    static const struct {
        const char *text;
        unsigned line, column;
        const char *reason;
    } rows[] = {
        {"nonsense", 1, 1, "expected selector:effect"},
        {"/data:EOI", 1, 7, "unknown effect or errno"},
        {"/data:eio", 1, 7, "unknown effect or errno"},
        {"/data:write:ERRNO:EOI", 1, 19, "unknown errno"},
        {"/data:write:ERRNO", 1, 13, "this effect needs a value"},
        {"/data:write:EOI:0.5", 1, 13, "unknown effect or errno"},
        {"/data:write:5", 1, 7, "unknown effect"},
        {"/data:write:5:0.5", 1, 13, "unknown effect or errno"},
        {"/data:write:EIO:2.0", 1, 17, "a probability is from"},
        {"/data:write:ERRNO:999", 1, 19, "unknown errno"},
        {"/data#1:write:EOI", 1, 15, "unknown effect or errno"},
        {"/data:wrte:EIO", 1, 7, "unknown operation"},
        {"/data:OPEN:EIO", 1, 7, "unknown operation"},
        {"/data:openat:EIO", 1, 7, "unknown operation"},
        {"*:fsnyc:EIO", 1, 3, "unknown operation"},
        {"*:nonsense:EIO", 1, 3, "unknown operation"},
        {"/data:fsync:TORN", 1, 7, "no such effect or operation"},
        {"/data:write:CORRUPT", 1, 7, "no such effect or operation"},
        {"/data:write:TORN:EIO", 1, 18, "this effect takes no value"},
        {"/data:LATENCY:soon", 1, 15, "expected a duration"},
        {"/data:LATENCY", 1, 7, "this effect needs a value"},
        {"/data:FAIL_AFTER:EIO", 1, 18, "expected an errno and a number"},
        {"/data:FAIL_AFTER:EIO,x", 1, 18, "expected an errno and a number"},
        {"/data:FAIL_AFTER:EOI,3", 1, 18, "unknown errno"},
        {"/data:KILL:SIGNONE", 1, 12, "unknown signal"},
        {"data:EIO", 1, 1, "expected an absolute path or *"},
        {":EIO", 1, 1, "expected an absolute path or *"},
        {"/a//b:EIO", 1, 1, "expected a path without"},
        {"/a/../b:EIO", 1, 1, "expected a path without"},
        {"/a/.:EIO", 1, 1, "expected a path without"},
        {"/data:EIO@2", 1, 11, "a probability is from"},
        {"/data:EIO:1.5", 1, 11, "a probability is from"},
        {"/data:write:ERRNO:EIO:2", 1, 23, "a probability is from"},
        {"/data:write:LATENCY:5ms:2", 1, 25, "a probability is from"},
        {"/data:write:EOI:2", 1, 13, "unknown effect or errno"},
        {"/data:EIO@", 1, 11, "unknown term"},
        {"/data:EIO@after=x", 1, 11, "after wants"},
        {"/data:EIO@p=0.1,every=0", 1, 17, "every wants"},
        {"/data:EIO:0.5@p=0.5", 1, 1, "p is given twice"},
        {"# fine\n\n*:EIO\n  *:EOI", 4, 5, "unknown effect or errno"},
        {"*:EIO\r\n*:EOI\r\n", 2, 3, "unknown effect or errno"},
        {"*:EIO\n*", 2, 1, "expected selector:effect"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct rule rules[8];
        struct grammar_mistake mistake = {0, 0, ""};
        memset(rules, 0, sizeof rules);
        CHECK_FOR(rows[i].text, grammar_read(&table, text_of(rows[i].text), rules, &mistake), -1);
        CHECK_FOR(rows[i].text, mistake.line, rows[i].line);
        CHECK_FOR(rows[i].text, mistake.column, rows[i].column);
        check_text(__FILE__, __LINE__, "reason", rows[i].text, mistake.reason,
                   strnlen(mistake.reason, strlen(rows[i].reason)), rows[i].reason);
    }
}

static void texts(void)
{
    static const char text[] = "# comment\n\n/a:EIO@id=first\n   # another\n/b:EIO\n";
    struct rule rules[8];
    struct grammar_mistake mistake;
    memset(rules, 0, sizeof rules);
    CHECK(grammar_lines(text_of(text)), 5);
    CHECK(grammar_lines(text_of("")), 0);
    CHECK(grammar_read(&table, text_of(text), rules, &mistake), 2);
    CHECK(rules[0].line, 3);
    CHECK(rules[1].line, 5);
    CHECK(rules[0].key, text_hash(text_of("first")));
    CHECK(rules[1].key, text_hash(text_of("io:5")));
    /* A name whose hash is 0, which as a key means none. */
    CHECK(text_hash(text_of("77kepQFQ8Kl")), 0);
    CHECK(grammar_read(&table, text_of("/a:EIO@id=77kepQFQ8Kl"), rules, &mistake), 1);
    CHECK(rules[0].key, 1);
    CHECK(grammar_read(&table, (struct text){"/a:EIO\0", 7}, rules, &mistake), -1);
    CHECK_TEXT(text_of(mistake.reason), "a rule has no zero bytes");
    CHECK(grammar_read(&table, text_of(""), rules, &mistake), 0);
    CHECK(grammar_read(&table, text_of("#"), rules, &mistake), 0);
}

/* Whatever bytes there are, reading ends, inside the text. The sanitizers look on. */
static void anything(void)
{
    static const char alphabet[] = "/a:*@,|=.01 \n#EIOTORNwrite\xff";
    uint32_t state = 1;
    for (int round = 0; round < 20000; round++) {
        struct rule rules[64];
        struct grammar_mistake mistake = {0, 0, ""};
        size_t length = (size_t)round % 60;
        char *text = malloc(length + 1);
        for (size_t i = 0; i < length; i++) {
            state = state * 1103515245u + 12345;
            text[i] = alphabet[(state >> 16) % (sizeof alphabet - 1)];
        }
        memset(rules, 0, sizeof rules);
        struct text whole = {text, length};
        long count = grammar_read(&table, whole, rules, &mistake);
        CHECK(count <= (long)grammar_lines(whole), 1);
        if (count < 0)
            CHECK(mistake.line >= 1 && mistake.column >= 1 && mistake.column <= length + 1 && *mistake.reason, 1);
        free(text);
    }
}

int main(void)
{
    lines();
    mistakes();
    texts();
    anything();
    CHECK_END;
}
