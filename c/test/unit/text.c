#include "../../core/text.h"

#include "../check.h"

static void numbers(void)
{
    static const struct {
        const char *text;
        bool read;
        uint64_t number;
    } rows[] = {
        {"0", true, 0},
        {"7", true, 7},
        {"007", true, 7},
        {"9999999999999999999", true, 9999999999999999999u},
        {"10000000000000000000", false, 0},
        {"", false, 0},
        {"-1", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"1e3", false, 0},
        {"0x10", false, 0},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint64_t number = 0;
        CHECK_FOR(rows[i].text, text_number(text_of(rows[i].text), &number), rows[i].read);
        if (rows[i].read)
            CHECK_FOR(rows[i].text, number, rows[i].number);
    }
}

static void probabilities(void)
{
    static const struct {
        const char *text;
        bool read;
        uint64_t threshold;
    } rows[] = {
        {"0", true, 0},
        {"0.0", true, 0},
        {".5", true, PROBABILITY_ONE / 2},
        {"0.5", true, PROBABILITY_ONE / 2},
        {"0.25", true, PROBABILITY_ONE / 4},
        {"1", true, PROBABILITY_ONE},
        {"1.", true, PROBABILITY_ONE},
        {"1.0", true, PROBABILITY_ONE},
        {"1.000000000000000000", true, PROBABILITY_ONE},
        {"0.0000000002", true, 1},
        {"0.0000000001", true, 0},
        {"1.01", false, 0},
        {"2", false, 0},
        {"-0.5", false, 0},
        {"", false, 0},
        {".", false, 0},
        {"0.5.1", false, 0},
        {"0,5", false, 0},
        {"5e-1", true, PROBABILITY_ONE / 2},
        {"2.5E-01", true, PROBABILITY_ONE / 4},
        {"1.0E-4", true, 429497},
        {"1e-999999999999999999", true, 0},
        {"10e-1", true, PROBABILITY_ONE},
        {"1e0", false, 0},
        {"1e-", false, 0},
        {"1-e-1", false, 0},
        {"e-1", false, 0},
        {"1e+1", false, 0},
        {"1e-1e-1", false, 0},
        {"nan", false, 0},
        {"50%", false, 0},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint64_t threshold = 0;
        CHECK_FOR(rows[i].text, text_probability(text_of(rows[i].text), &threshold), rows[i].read);
        if (rows[i].read)
            CHECK_FOR(rows[i].text, threshold, rows[i].threshold);
    }
}

static void durations(void)
{
    static const struct {
        const char *text;
        bool read;
        uint64_t nanoseconds;
    } rows[] = {
        {"0", true, 0},
        {"250", true, 250000000},
        {"250ms", true, 250000000},
        {"0.5", true, 500000},
        {"1.5s", true, 1500000000},
        {"2m", true, 120000000000},
        {"1h", true, 3600000000000},
        {"10us", true, 10000},
        {"100ns", true, 100},
        {"8760h", true, 31536000000000000},
        {"876599h", true, 3155756400000000000},
        {"876600h", false, 0},
        {"3155759999999999488ns", true, 3155759999999999488},
        {"3155760000000000000ns", false, 0},
        {"99999999999999h", false, 0},
        {"1d", false, 0},
        {"s", false, 0},
        {"", false, 0},
        {"1 s", false, 0},
        {"-1s", false, 0},
        {"1sec", false, 0},
        {"1MS", false, 0},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint64_t nanoseconds = 0;
        CHECK_FOR(rows[i].text, text_duration(text_of(rows[i].text), &nanoseconds), rows[i].read);
        if (rows[i].read)
            CHECK_FOR(rows[i].text, nanoseconds, rows[i].nanoseconds);
    }
}

static void hexadecimals(void)
{
    static const struct {
        const char *text;
        bool read;
        uint64_t number;
    } rows[] = {
        {"0", true, 0},         {"ff", true, 255},
        {"FfA0", true, 0xffa0}, {"ffffffffffffffff", true, UINT64_MAX},
        {"", false, 0},         {"fffffffffffffffff", false, 0},
        {"0x1", false, 0},      {"g", false, 0},
        {"1\x10", false, 0},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint64_t number = 0;
        CHECK_FOR(rows[i].text, text_hexadecimal(text_of(rows[i].text), &number), rows[i].read);
        if (rows[i].read)
            CHECK_FOR(rows[i].text, number, rows[i].number);
    }
}

static void parts(void)
{
    struct text text = text_of("a:b::c"), taken;
    CHECK_TEXT(text_take(&text, ':'), "a");
    CHECK_TEXT(text_take(&text, ':'), "b");
    CHECK_TEXT(text_take(&text, ':'), "");
    CHECK_TEXT(text_take(&text, ':'), "c");
    CHECK(text.length, 0);
    CHECK_TEXT(text_take(&text, ':'), "");

    text = text_of("a:b:");
    CHECK(text_take_last(&text, ':', &taken), true);
    CHECK_TEXT(taken, "");
    CHECK(text_take_last(&text, ':', &taken), true);
    CHECK_TEXT(taken, "b");
    CHECK(text_take_last(&text, ':', &taken), false);
    CHECK_TEXT(text, "a");

    CHECK_TEXT(text_trim(text_of(" \t a b\t\r ")), "a b");
    CHECK_TEXT(text_trim(text_of(" \t ")), "");
    CHECK(text_begins(text_of("/data/x"), "/data"), true);
    CHECK(text_begins(text_of("/dat"), "/data"), false);
    CHECK(text_has(text_of("a@b"), '@'), true);
    CHECK(text_has(text_of("ab"), '@'), false);
    CHECK(text_is(text_of("EIO"), "EIO"), true);
    CHECK(text_is(text_of("EIO"), "EIOX"), false);
    CHECK(text_same(text_of(""), text_of("")), true);
}

int main(void)
{
    numbers();
    probabilities();
    durations();
    hexadecimals();
    parts();
    CHECK_END;
}
