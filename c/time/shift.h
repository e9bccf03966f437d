/* What rules make of clocks: RATE, FREEZE, OFFSET and JUMP, in this order. A monotonic clock never runs backwards in
 * one thread unless a rule names it. Lock-free, async-signal-safe; errno is left alone. */
#ifndef CHAOS_TIME_SHIFT_H
#define CHAOS_TIME_SHIFT_H

#include "entry.h"

/* Whether clocks must be seen although no rule is about them, because one is ahead of its time in some thread. */
bool shift_lingers(void);
/* What a read gives that really gave `real`, in nanoseconds; records what was done. */
int64_t shift_read(const struct fault *fault, clockid_t clock, int64_t real);
/* The real time at which a clock, as the calling thread reads it, will show a time, for a call that has this strike of
 * RATE or none: where the clock itself is not rated, that much sooner, which is recorded. False where it is that time
 * itself. */
bool shift_until(const struct fault *fault, const struct strike *rate, clockid_t clock, const struct timespec *time,
                 struct timespec *until);
/* What to set a clock to that is to show a time to the program: that time itself, or another one, which is left in
 * `other`; NULL if it can't be told, for it stands still, or functions or calls differ in what they show of it. Only
 * where there are such rules is the time looked at. */
const struct timespec *shift_set(clockid_t clock, const struct timespec *time, struct timespec *other);
/* The strike of RATE that makes a length of time on a clock another one, or NULL. */
const struct strike *shift_rate(const struct fault *fault, clockid_t clock);
/* How long that is then, at least 1 ns; records what was done. */
int64_t shift_shrink(const struct fault *fault, const struct strike *rate, int64_t nanoseconds);

#endif
