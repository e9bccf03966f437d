#include "glob.h"

/* Linear in practice and without recursion: after a mismatch the last star takes one byte more. */
bool glob_matches(struct text pattern, struct text name)
{
    size_t at = 0, star = pattern.length, resume = 0, i = 0;
    while (i < name.length) {
        if (at < pattern.length && pattern.start[at] == '*') {
            star = at++;
            resume = i;
        } else if (at < pattern.length && (pattern.start[at] == '?' || pattern.start[at] == name.start[i])) {
            at++, i++;
        } else if (star < pattern.length) {
            at = star + 1;
            i = ++resume;
        } else {
            return false;
        }
    }
    while (at < pattern.length && pattern.start[at] == '*')
        at++;
    return at == pattern.length;
}
