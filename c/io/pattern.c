#include "pattern.h"

#include "../core/glob.h"

bool pattern_is(struct text selector)
{
    return text_has(selector, '*') || text_has(selector, '?');
}

uint32_t pattern_rank(struct text pattern)
{
    uint32_t rank = 0;
    while (pattern.start[rank] != '*' && pattern.start[rank] != '?')
        rank++;
    return rank;
}

/* Without recursion: after a mismatch the last `**` takes one name more. */
bool pattern_matches(struct text pattern, struct text path)
{
    struct text behind = {NULL, 0}, taken = {NULL, 0};
    text_take(&pattern, '/');
    text_take(&path, '/');
    while (pattern.length) {
        struct text rest = pattern, left = path;
        struct text wanted = text_take(&rest, '/'), name = text_take(&left, '/');
        if (text_is(wanted, "**")) {
            pattern = behind = rest;
            taken = path;
        } else if (path.length && glob_matches(wanted, name)) {
            pattern = rest;
            path = left;
        } else if (taken.length) {
            text_take(&taken, '/');
            pattern = behind;
            path = taken;
        } else {
            return false;
        }
    }
    return true;
}
