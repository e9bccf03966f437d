/* Selectors that are names: `*`, a symbol, or an operation, which means all its symbols; behind a slash a kind of what
 * they are called on, as in `clock_gettime/realtime`. Where an operation and a symbol have one name, it is the
 * operation's. Lock-free and async-signal-safe. */
#ifndef CHAOS_NAMES_H
#define CHAOS_NAMES_H

#include <limits.h>

#include "call.h"
#include "snapshot.h"

#define NAMES_NO_KIND INT_MIN

/* What a library brings. Lists of names stand one behind the other, each with its NUL, with an empty one at the end. */
struct names {
    const struct grammar_table *grammar; /* whose operations and symbols */
    const unsigned char *operation_of;   /* of each symbol */
    const char *kinds;                   /* from kind 0 on */
    const char *with_kinds;              /* the operations and symbols that kinds are told of */
    bool numbers;                        /* kinds are numbers, too: more than have names */
    const char *unknown_kind;            /* what is wrong with a kind that is none */
    uint32_t any;                        /* the operations that `*` means where a rule names none */
};

/* For the grammar: narrows the operations of a rule to those that its selector means; NULL, or what is wrong with it.
 * The reason may lie in a buffer that the next one uses. */
const char *names_selector(const struct names *names, struct rule *rule);
/* The selectors that fit a call, the most specific first: its symbol with the kind and without; if it follows the rules
 * of another symbol (`as`; else the call's own), that one with the kind and without; its operation with the kind and
 * without; `*`. The selection is found in the snapshot, or left in `space`. */
const struct selection *names_select(const struct names *names, struct snapshot *snapshot, const struct call *call,
                                     unsigned as, int kind, struct selection *space);
/* The symbol of a call, and its kind where it has any, as in a selector; cut to the size of the buffer. */
struct text names_target(const struct names *names, const struct call *call, int kind, char *buffer, size_t size);

#endif
