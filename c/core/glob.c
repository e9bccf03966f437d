#include "glob.h"

/* Bytes of a character of UTF-8 behind its first one. */
static bool continues(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Linear in practice and without recursion: after a mismatch the last star takes one byte more. */
bool glob_matches(struct text pattern, struct text name)
{
    size_t at = 0, star = pattern.length, resume = 0, i = 0;
    while (i < name.length) {
        if (at < pattern.length && pattern.start[at] == '*') {
            star = at++;
            resume = i;
        } else if (at < pattern.length && pattern.start[at] == '?') {
            at++, i++;
            while (i < name.length && continues(name.start[i]))
                i++;
        } else if (at < pattern.length && pattern.start[at] == name.start[i]) {
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
