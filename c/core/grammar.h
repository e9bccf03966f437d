/* A rule text: one rule per line, `selector:[operation:]effect[:value][@policy]`, read from the right because selectors
 * contain colons. Pure: gives the rules, or the first mistake. The rules point into the text. */
#ifndef CHAOS_GRAMMAR_H
#define CHAOS_GRAMMAR_H

#include "rule.h"

/* What a library brings. */
struct grammar_table {
    const char *library;
    unsigned operation_count;
    const char *operations;  /* their names, as text_find wants them */
    const char *symbols;     /* the same of its functions */
    const uint32_t *effects; /* of each operation, bit per effect */
    /* The operations that the library has to see when rules name these; selective: by other selectors than `*`. */
    uint32_t (*watched)(uint32_t operations, bool selective);
    /* Puts the rule's selector into the form in which it is compared, ranks it if it is a pattern, and leaves of the
     * operations those that it can mean; NULL, or what is wrong with it. */
    const char *(*selector)(struct rule *rule);
    /* The number of an error that calls fail with, or 0. */
    int (*error_number)(struct text name);
    /* Checks the rule's argument; NULL, or what is wrong with it. Only for libraries whose effects have arguments. */
    const char *(*argument)(struct rule *rule);
};

struct grammar_mistake {
    uint32_t line;   /* from 1 */
    uint32_t column; /* in bytes, from 1 */
    const char *reason;
};

/* The number of the operation of that name; as many as there are where none has it. */
unsigned grammar_operation(const struct grammar_table *table, struct text name);
/* How many rules the text can hold at most. */
size_t grammar_lines(struct text text);
/* Reads all rules; returns how many, or -1 with *mistake. */
long grammar_read(const struct grammar_table *table, struct text text, struct rule *rules,
                  struct grammar_mistake *mistake);

#endif
