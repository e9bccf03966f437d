/* Patterns of paths: in a name `*` stands for any bytes and `?` for one, `**` alone for any number of names. Pure. */
#ifndef CHAOS_IO_PATTERN_H
#define CHAOS_IO_PATTERN_H

#include "../core/text.h"

bool pattern_is(struct text selector);
/* Above 0; the longer the directory before the first name that is a pattern, the higher. */
uint32_t pattern_rank(struct text pattern);
/* Whether the pattern fits an absolute path, or a directory that it is in. */
bool pattern_matches(struct text pattern, struct text path);

#endif
