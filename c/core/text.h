/* A part of a text: not terminated, never owned. Pure functions; those that read a value say whether the whole of the
 * text was one. */
#ifndef CHAOS_TEXT_H
#define CHAOS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    const char *start;
    size_t length;
};

/* One of 1, exactly: probabilities are thresholds of it. */
#define PROBABILITY_ONE ((uint64_t)1 << 32)
#define NANOSECONDS_PER_MILLISECOND 1000000u

struct text text_of(const char *string);
struct text text_trim(struct text text);
bool text_is(struct text text, const char *string);
bool text_same(struct text a, struct text b);
bool text_begins(struct text text, const char *prefix);
bool text_has(struct text text, char byte);
/* Takes what is before the first separator off the text, or all of it, and drops the separator. */
struct text text_take(struct text *text, char separator);
/* Takes what is behind the last separator; without one takes nothing and returns false. */
bool text_take_last(struct text *text, char separator, struct text *taken);
/* Whether a name is one of more than three letters but for a slip of the finger. */
bool text_resembles(struct text text, struct text name);
uint64_t text_hash(struct text text);

/* Of a list of names one behind the other, each with its NUL, with an empty one at the end; behind a name and a blank
 * something else may stand. One string: a table of pointers would have to be relocated in every process. */
/* The number of a name, from 0; that of the empty one where it is none of them. */
unsigned text_find(const char *list, struct text name);
/* The name with a number, and what stands behind it; the empty one where there are not so many. */
const char *text_nth(const char *list, unsigned number);
/* The first that a text resembles, or NULL. */
const char *text_similar(const char *list, struct text text);

bool text_number(struct text text, uint64_t *number);
/* Digits with at most one point, at most 19 on either side of it: any duration in nanoseconds. */
bool text_decimal(struct text text, double *value);
/* 0.0 … 1.0, or 5e-3, as a threshold of PROBABILITY_ONE. */
bool text_probability(struct text text, uint64_t *threshold);
/* `250ms`, `1.5s`, `2m`, `1h`, `10us`, `100ns`; a bare number is milliseconds; below a hundred years. Nanoseconds. */
bool text_duration(struct text text, uint64_t *nanoseconds);
/* `4096`, `64KiB`, `5MB`: bytes, below 10^18; a bare number is itself. */
bool text_size(struct text text, uint64_t *bytes);
bool text_hexadecimal(struct text text, uint64_t *number);

#endif
