/* A rule as a line of a rule text. */
#ifndef CHAOS_FUZZ_PRINT_H
#define CHAOS_FUZZ_PRINT_H

#include <stddef.h>

#include "../../core/grammar.h"

/* With one of its operations named, or (operation NULL) none. Returns the length; the line ends with its line ending.
 */
size_t print_rule(char *line, size_t size, const struct rule *rule, const char *operation);

#endif
