/* What rules make of clocks: RATE, FREEZE, OFFSET and JUMP, in this order. A monotonic clock never runs backwards in
 * one thread unless a rule names it. Lock-free, async-signal-safe; errno is left alone. */
#ifndef CHAOS_TIME_SHIFT_H
#define CHAOS_TIME_SHIFT_H

#include "entry.h"

/* Whether clocks must be seen although no rule is about them, because one is ahead of its time in some thread. */
bool shift_lingers(void);
/* Notes a read of the thread that is seen, whatever the clock and whether it fails. */
void shift_seen(void);
/* What a read gives that really gave `real`, in nanoseconds; records what was done. */
int64_t shift_read(struct fault *fault, clockid_t clock, int64_t real);
/* The same of a time that is as the clock gave it, which takes a division only where it is another one. */
void shift_show(struct fault *fault, clockid_t clock, struct timespec *time);
/* The strike of RATE that makes lengths of time on a clock other ones, or NULL. */
struct strike *shift_rate(struct fault *fault, clockid_t clock);
/* How long such a length is then, at least 1 ns. */
int64_t shift_shrink(struct strike *rate, int64_t nanoseconds);
/* What is to be set of a timer for a length of time, or how much of it is left as the program counts it. It counts
 * units of so many nanoseconds beside the seconds. One that runs is never made one that does not. */
enum shift_timer { SHIFT_SET, SHIFT_LEFT };
struct timespec shift_timer(struct strike *rate, enum shift_timer which, long unit, long seconds, long units);
/* Records what was done to the first length that became another one; the strike that did nothing is spared. Of a call
 * that failed there is no strike. */
void shift_tell(struct fault *fault, struct strike *rate);

/* Whether a time on the clock can be one that the program was shown. One on a monotonic clock means nothing outside of
 * the machine, so it comes from a read of it; where none was seen, the program has ways of its own to read clocks. */
bool shift_shows(clockid_t clock);
/* What a clock really shows. */
int64_t shift_reading(clockid_t clock);
/* Whether a rule whose argument this is shifts the clock. */
bool shift_applies(struct text argument, clockid_t clock);
/* The earliest that rules can set a clock back to that really shows a time. */
int64_t shift_earliest(clockid_t clock, int64_t real);
/* What a rule makes, for who reads it or only foresees that, of what a clock really shows, or of what a rule before it
 * made of that, and of the earliest. */
int64_t shift_apply(const struct strike *strike, clockid_t clock, bool reads, int64_t value, int64_t *earliest);
/* Whether the thread has read a monotonic clock, and then the least that it can be shown of it. */
bool shift_has_read(unsigned monotonic);
int64_t shift_least(unsigned monotonic, int64_t real);

#endif
