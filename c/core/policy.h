/* When a rule fires. Parsing is pure; deciding is in rule.c. */
#ifndef CHAOS_POLICY_H
#define CHAOS_POLICY_H

#include "text.h"

struct policy {
    uint64_t from;        /* nanoseconds since the process started */
    uint64_t until;       /* 0: for ever */
    uint64_t site;        /* 0: any; identifies a call site (site.h) */
    uint64_t probability; /* of PROBABILITY_ONE */
    uint64_t after;       /* matching calls that pass first */
    uint64_t every;       /* 0: any */
    struct text nth;      /* numbers between bars; empty: any */
    uint64_t times;       /* 0: any number */
    uint64_t budget;      /* 0: any number */
    struct text exe;      /* glob; empty: any */
    struct text id;       /* empty: none given */
};

void policy_always(struct policy *policy);
/* What is behind the `@`: a probability, or terms between commas. Returns NULL, or what is wrong and where. */
const char *policy_parse(struct text text, struct policy *policy, struct text *where);
/* Whether the list of nth, as parsed, has the number. */
bool policy_nth_has(struct text nth, uint64_t number);

#endif
