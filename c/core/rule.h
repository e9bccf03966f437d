/* One rule, and how it decides on one call. */
#ifndef CHAOS_RULE_H
#define CHAOS_RULE_H

#include "attributes.h"
#include "counter.h"
#include "delay.h"
#include "effect.h"
#include "policy.h"
#include "random.h"
#include "thread.h"

/* A selector that is found by its text although it has a rank, by which its library compares it with patterns. */
#define RANK_OF_TEXT (1u << 31)

/* What is looked at of each rule for each call comes first. */
struct rule {
    uint64_t tally;      /* the key that its calls are counted under: those of one id are told apart by their effects */
    uint32_t operations; /* bit per operation */
    uint32_t besides;    /* of these, those that its text does not mean: calls are seen, but none is one that matches */
    enum effect effect;
    int error; /* ERRNO, FAIL_AFTER; KILL: the signal */
    uint32_t line;
    uint32_t state; /* the first of its states */
    uint8_t asks;   /* which of the terms below have to be asked at all */
    uint8_t place;  /* where threads count its matching calls */
    uint64_t value; /* FAIL_AFTER: calls that pass; bytes, bytes a second, nanoseconds, a factor */
    uint64_t key;   /* hash of the id */
    struct policy policy;
    struct text selector;
    struct text argument; /* what only the library understands */
    uint32_t rank;        /* 0: the selector is found by its text; else it is a pattern, the higher the more specific */
    struct delay delay;
};

/* What changes while a rule is in force. One for each rule; FAIL_AFTER counts the calls of each operation in one of its
 * own. */
struct rule_state {
    uint64_t calls;           /* matching calls of this process */
    uint64_t fired;           /* of these, how many passed all but times and budget */
    uint64_t spent;           /* the budget's counter where no run shares one */
    uint64_t *budget;         /* injections of the whole run */
    uint64_t key;             /* the first step to that of the rule's decisions in this run */
    struct rule_counts *seen; /* of the process, for the report; NULL before the first use */
};

/* In telemetry: docs/telemetry.md, rule table. */
struct rule_counts {
    uint64_t key;
    uint64_t matched;
    uint64_t injected;
    uint64_t latency;
};

/* A fault that a rule ordered for one call. */
struct strike {
    uint64_t rule;
    struct rule_counts *seen;
    enum effect effect;
    int error;
    uint64_t value;
    uint64_t ordinal;         /* which matching call of the rule in its thread */
    uint64_t number;          /* random, for what the effect leaves open */
    struct rule_state *state; /* which counts it, as long as its snapshot lives; NULL where nothing limits how many */
    uint32_t generation;      /* of that snapshot */
    uint64_t from;            /* when the rule's time began, in nanoseconds */
    struct text argument;     /* lives as long as the rules are pinned */
};

/* Whether a call now and from that place is within the rule's window and from its site. */
bool rule_matches_here(const struct rule *rule, const void *site);

enum { RULE_ASKS_HERE = 1, RULE_ASKS_WHICH = 2, RULE_ASKS_CHANCE = 4 };

/* Once, when it is put into a snapshot. */
void rule_prepare(struct rule *rule);

/* Whether a call of the operation, now and from that place, is one that the rule is about. */
static inline bool rule_matches(const struct rule *rule, unsigned operation, const void *site)
{
    return (rule->operations >> operation & 1) &&
           (LIKELY(!(rule->asks & RULE_ASKS_HERE)) || rule_matches_here(rule, site));
}

/* Counts a matching call of a rule that the thread has no counts of; which of the thread's it is. */
BODY uint64_t rule_count(const struct rule *rule, struct rule_state *state);
/* The terms that look at which matching call of the process this is; FAIL_AFTER counts those of each operation. */
BODY bool rule_due(const struct rule *rule, unsigned operation, struct rule_state *state);
/* What remains to be asked when chance lets the rule fire: nothing where a call is merely seen, which is number 0. */
COLD bool rule_fire(const struct rule *rule, struct rule_state *state, uint64_t key, struct strike *strike);
/* It did not befall the call after all: another may have it. */
COLD void rule_take_back(struct rule_state *state);

/* For a call that matches: counts it, and says whether the rule fires. It does on all that it sees besides. */
static inline bool rule_fires(const struct rule *rule, unsigned operation, struct rule_state *state,
                              struct strike *strike)
{
    uint64_t key = 0;
    strike->ordinal = 0;
    if (LIKELY(!(rule->besides >> operation & 1))) {
        uint64_t place = thread_self.own[rule->place];
        struct rule_counts *own = (struct rule_counts *)place;
        if (LIKELY((int64_t)place > 0 && own->key == rule->tally))
            strike->ordinal = counter_next(&own->matched);
        else
            strike->ordinal = rule_count(rule, state);
        if (UNLIKELY(rule->asks & RULE_ASKS_WHICH) && !rule_due(rule, operation, state))
            return false;
        if (LIKELY(rule->asks & RULE_ASKS_CHANCE)) {
            key = random_second(state->key, thread_key());
            if (LIKELY(random_number(key, 2 * strike->ordinal) >> 32 >= rule->policy.probability))
                return false;
        }
    }
    return rule_fire(rule, state, key, strike);
}

#endif
