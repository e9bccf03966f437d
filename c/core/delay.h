/* How long LATENCY waits: a fixed time, or one drawn from a distribution. Pure. */
#ifndef CHAOS_DELAY_H
#define CHAOS_DELAY_H

#include "text.h"

enum delay_kind { DELAY_FIXED, DELAY_UNIFORM, DELAY_NORMAL, DELAY_PARETO };

struct delay {
    enum delay_kind kind;
    uint64_t first; /* nanoseconds: the time, the least, the mean, the scale */
    double second;  /* nanoseconds: the most, the standard deviation; a number: the shape */
};

/* `250ms`, `uniform(10ms,50ms)`, `normal(20ms,5ms)`, `pareto(10ms,1.5)`. NULL, or what was expected. */
const char *delay_parse(struct text text, struct delay *delay);
/* Nanoseconds, at least 0 and at most an hour, from a random number. */
uint64_t delay_draw(const struct delay *delay, uint64_t number);

#endif
