#include "../../core/answers.h"

#include "../check.h"

static struct address address_of(const char *text)
{
    struct address address;
    CHECK_FOR(text, address_parse(text_of(text), &address), 1);
    return address;
}

static bool have(const char *host, const char *address)
{
    struct address parsed = address_of(address);
    return answers_have(text_of(host), &parsed);
}

static void add(const char *host, const char *address)
{
    struct address parsed = address_of(address);
    answers_add(text_of(host), &parsed);
}

int main(void)
{
    CHECK(have("db.example", "192.0.2.1"), 0);
    add("db.example", "192.0.2.1");
    CHECK(answers_count(), 0);
    answers_start();
    CHECK(answers_shared(), 0);
    CHECK(have("db.example", "192.0.2.1"), 0);
    add("db.example", "192.0.2.1");
    CHECK(answers_count(), 1);
    add("db.example", "192.0.2.1");
    CHECK(answers_count(), 1);
    static const struct {
        const char *host, *address;
        bool have;
    } rows[] = {
        {"db.example", "192.0.2.1", true},  {"DB.Example", "192.0.2.1", true},
        {"db.example.", "192.0.2.1", true}, {"db.example", "::ffff:192.0.2.1", true},
        {"db.example", "192.0.2.2", false}, {"db.example", "::192.0.2.1", false},
        {"b.example", "192.0.2.1", false},  {"db.example..", "192.0.2.1", false},
        {"", "192.0.2.1", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_FOR(rows[i].host, have(rows[i].host, rows[i].address), rows[i].have);
    answers_start();
    CHECK_FOR("started twice", have("db.example", "192.0.2.1"), 1);
    add("db.example", "2001:db8::1");
    CHECK(have("db.example", "2001:db8::1"), 1);
    CHECK(answers_count(), 2);
    /* As many as there is room for; none of those that are in is lost. */
    for (unsigned i = 0; i < 20000; i++) {
        struct address address = {4, {10, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i}};
        answers_add(text_of("many"), &address);
    }
    CHECK(answers_count() > 7000 && answers_count() <= 8190, 1);
    unsigned known = 0;
    for (unsigned i = 0; i < 20000; i++) {
        struct address address = {4, {10, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i}};
        known += answers_have(text_of("many"), &address);
    }
    CHECK(known + 2, answers_count());
    CHECK(have("db.example", "192.0.2.1"), 1);
    CHECK_END;
}
