#include "../../io/pattern.h"

#include "../check.h"

static void matching(void)
{
    static const struct {
        const char *pattern, *path;
        bool matches;
    } rows[] = {
        {"/data/*.log", "/data/a.log", true},
        {"/data/*.log", "/data/.log", true},
        {"/data/*.log", "/data/a.log/below", true},
        {"/data/*.log", "/data/a.logs", false},
        {"/data/*.log", "/data/x/a.log", false},
        {"/data/*.log", "/data", false},
        {"/data/*.log", "/other/a.log", false},
        {"/data/**/*.sst", "/data/a.sst", true},
        {"/data/**/*.sst", "/data/x/y/z/a.sst", true},
        {"/data/**/*.sst", "/data/x.sst/y", true},
        {"/data/**/*.sst", "/data/x/y", false},
        {"/data/**", "/data", true},
        {"/data/**", "/data/x/y", true},
        {"/data/**", "/database", false},
        {"/**/wal", "/wal", true},
        {"/**/wal", "/a/b/wal", true},
        {"/**/wal", "/a/b/walx", false},
        {"/**/a/**/b", "/a/x/a/y/b", true},
        {"/**/a/**/b", "/b/x/a", false},
        {"/d?ta/x", "/data/x", true},
        {"/d?ta/x", "/dta/x", false},
        {"/d?ta/x", "/d/ta/x", false},
        {"/*", "/x", true},
        {"/*", "/", false},
        {"/a**b", "/axxb", true},
        {"/a**b", "/ax/xb", false},
    };
    for (size_t i = 0; i < ROWS(rows); i++)
        CHECK_FOR(rows[i].path, pattern_matches(text_of(rows[i].pattern), text_of(rows[i].path)), rows[i].matches);
}

static void ranks(void)
{
    CHECK(pattern_is(text_of("/a/*")), true);
    CHECK(pattern_is(text_of("/a/b?")), true);
    CHECK(pattern_is(text_of("/a/b")), false);
    CHECK(pattern_rank(text_of("/*")), 1);
    CHECK(pattern_rank(text_of("/data/*.log")), 6);
    CHECK(pattern_rank(text_of("/data/x/**/y")), 8);
    CHECK(pattern_rank(text_of("/data/wal*")), 9);
    CHECK(pattern_rank(text_of("/data/wal?.log/*")), 9);
}

int main(void)
{
    matching();
    ranks();
    CHECK_END;
}
