#include "../../core/bytes.h"

#include "../check.h"

static void moves(void)
{
    char forwards[] = "abcdefgh", backwards[] = "abcdefgh", same[] = "abc";
    memmove(forwards + 2, forwards, 6);
    CHECK_FOR(forwards, bytes_equal(forwards, "ababcdef"), 1);
    memmove(backwards, backwards + 2, 6);
    CHECK_FOR(backwards, bytes_equal(backwards, "cdefghgh"), 1);
    memmove(same, same, 3);
    CHECK_FOR(same, bytes_equal(same, "abc"), 1);
    memset(same, 'x', 2);
    CHECK_FOR(same, bytes_equal(same, "xxc"), 1);
    CHECK(memcmp("a\xff", "a\x01", 2) > 0, 1);
    CHECK(memcmp("ab", "ac", 1), 0);
}

/* Every length, at every distance. */
static void lengths(void)
{
    unsigned char bytes[96], moved[96];
    for (size_t length = 0; length <= 40; length++)
        for (size_t to = 0; to <= 48; to++) {
            int good = 1;
            for (size_t i = 0; i < sizeof bytes; i++)
                bytes[i] = moved[i] = (unsigned char)i;
            memmove(moved + to, moved + 24, length);
            for (size_t i = 0; i < sizeof bytes; i++)
                good &= moved[i] == (i >= to && i < to + length ? 24 + i - to : i);
            CHECK_FOR("memmove", good, 1);
            CHECK_FOR("memcmp", memcmp(moved + to, bytes + 24, length), 0);
            for (size_t i = 0; i < length; i++) {
                memcpy(moved, bytes + 24, length);
                moved[i] = 99;
                CHECK_FOR("memcmp", memcmp(moved, bytes + 24, length), 99 - (int)bytes[24 + i]);
            }
        }
}

static void names(void)
{
    static const struct {
        const char *path, *base;
    } rows[] = {{"/usr/bin/git", "git"}, {"git", "git"}, {"/", ""}, {"", ""}, {"a/b/", ""}};
    for (size_t i = 0; i < ROWS(rows); i++)
        CHECK_FOR(rows[i].path, bytes_equal(bytes_base_name(rows[i].path), rows[i].base), 1);
    CHECK(bytes_equal("a", "ab"), 0);
    CHECK(bytes_length(""), 0);
    CHECK(bytes_length("abc"), 3);
}

/* The published test values of FNV-1a. */
static void hashes(void)
{
    CHECK(bytes_hash(BYTES_HASH_START, "", 0), 0xcbf29ce484222325u);
    CHECK(bytes_hash(BYTES_HASH_START, "a", 1), 0xaf63dc4c8601ec8cu);
    CHECK(bytes_hash(BYTES_HASH_START, "foobar", 6), 0x85944171f73967e8u);
    CHECK(bytes_hash(bytes_hash(BYTES_HASH_START, "foo", 3), "bar", 3), 0x85944171f73967e8u);
}

static void appending(void)
{
    char buffer[8];
    size_t length = 0;
    bytes_append(buffer, sizeof buffer, &length, "abc");
    bytes_append(buffer, sizeof buffer, &length, "42");
    CHECK_FOR(buffer, bytes_equal(buffer, "abc42"), 1);
    bytes_append(buffer, sizeof buffer, &length, "defgh");
    CHECK_FOR(buffer, bytes_equal(buffer, "abc42de"), 1);
    CHECK(length, 7);
    bytes_append(buffer, sizeof buffer, &length, "x");
    CHECK(length, 7);

    CHECK(bytes_join(buffer, sizeof buffer, "a", "", "bc"), 3);
    CHECK_FOR(buffer, bytes_equal(buffer, "abc"), 1);
    CHECK(bytes_join(buffer, sizeof buffer, "abc", "def", "gh"), 7);
    CHECK_FOR(buffer, bytes_equal(buffer, "abcdefg"), 1);

    char number[BYTES_NUMBER];
    CHECK(bytes_equal(bytes_number(0, number), "0"), 1);
    CHECK(bytes_equal(bytes_number(UINT64_MAX, number), "18446744073709551615"), 1);
    CHECK(bytes_equal(bytes_hexadecimal(0, number), "0"), 1);
    CHECK(bytes_equal(bytes_hexadecimal(0x10f, number), "10f"), 1);
    CHECK(bytes_equal(bytes_hexadecimal(UINT64_MAX, number), "ffffffffffffffff"), 1);
}

int main(void)
{
    moves();
    lengths();
    names();
    hashes();
    appending();
    CHECK_END;
}
