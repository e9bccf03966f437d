#include "../../core/glob.h"

#include "../check.h"

int main(void)
{
    static const struct {
        const char *pattern, *name;
        bool matches;
    } rows[] = {
        {"git", "git", true},
        {"git", "gitk", false},
        {"git", "agit", false},
        {"", "", true},
        {"", "x", false},
        {"*", "", true},
        {"*", "anything", true},
        {"**", "x", true},
        {"worker*", "worker-3", true},
        {"worker*", "worker", true},
        {"worker*", "aworker", false},
        {"*d", "sshd", true},
        {"*d", "sshdx", false},
        {"*a*b*", "xxaxxbxx", true},
        {"*a*b*", "xxbxxaxx", false},
        {"?", "x", true},
        {"?", "", false},
        {"?", "xy", false},
        {"?", "\xc3\xa9", true},
        {"??", "\xc3\xa9", false},
        {"?-??", "\xe6\x97\xa5-\xf0\x9f\x98\x80\xff", true},
        {"*?x", "\xc3\xa9x", true},
        {"py???n", "python", true},
        {"*.??", "a.b.so", true},
        {"[ab]", "a", false},
        {"[ab]", "[ab]", true},
        {"a*aab", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", true},
        {"*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
    };
    for (size_t i = 0; i < ROWS(rows); i++)
        CHECK_FOR(rows[i].pattern, glob_matches(text_of(rows[i].pattern), text_of(rows[i].name)), rows[i].matches);
    CHECK_END;
}
