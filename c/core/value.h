/* What stands behind the name of an effect in a rule. */
#ifndef CHAOS_VALUE_H
#define CHAOS_VALUE_H

#include "grammar.h"

enum value_kind {
    VALUE_NOTHING,
    VALUE_ERRNO,
    VALUE_ERRNO_COUNT,     /* EIO,3 */
    VALUE_DURATION,        /* 250ms, or a distribution */
    VALUE_SIGNED_DURATION, /* -250ms */
    VALUE_SIGNAL,          /* SIGKILL */
    VALUE_SIZE,            /* 64KiB; a bare number is bytes, or items */
    VALUE_SPEED,           /* 5MiB/s */
    VALUE_FACTOR,          /* 0.5 */
    VALUE_ARGUMENT,        /* what the library says */
    VALUE_ADDRESSES        /* the same, and it may contain colons */
};

/* FACTOR: one is this. */
#define VALUE_FACTOR_ONE ((uint64_t)1 << 32)

/* Reads the value of the rule's effect into the rule. NULL, or what is wrong; *where is what of the text. */
const char *value_read(const struct grammar_table *table, enum value_kind kind, struct text value, struct rule *rule,
                       struct text *where);

#endif
