/* How the calling thread sees a clock: what rules will make of it when it reads the clock next. Lock-free,
 * async-signal-safe; errno is left alone. */
#ifndef CHAOS_TIME_VIEW_H
#define CHAOS_TIME_VIEW_H

#include "entry.h"

/* What a time on a clock is: a real one, one that rules shift, or one on a clock that stands still, which it never
 * shows. */
enum view_of { VIEW_REAL, VIEW_SHIFTED, VIEW_STILL };
/* The real time at which a clock, as the calling thread reads it, will show a time, for a call that has this strike of
 * RATE or none: where the clock itself is not rated, that much sooner, which is recorded. None where it is that time
 * itself (VIEW_REAL). */
enum view_of view_until(struct fault *fault, struct strike *rate, clockid_t clock, const struct timespec *time,
                        struct timespec *until);
/* What to set a clock to that is to show a time to the program: that time itself, or another one, which is left in
 * `other`; false if it can't be told, for it stands still, or functions or calls differ in what they show of it. Only
 * where there are such rules is the time looked at. */
bool view_set(clockid_t clock, const struct timespec **time, struct timespec *other);

#endif
