/* How the calling thread sees a clock: what rules will make of it when it reads the clock next. Lock-free,
 * async-signal-safe; errno is left alone. */
#ifndef CHAOS_TIME_VIEW_H
#define CHAOS_TIME_VIEW_H

#include "entry.h"

/* The real time at which a clock, as the calling thread reads it, will show a time, for a call that has this strike of
 * RATE or none: where the clock itself is not rated, that much sooner. It is left in `until`, unless it is that time
 * itself, or what was given is none. `wait` says which one it is for, 0 where it can't be interrupted: a semaphore by
 * its address, or a sleep. */
#define VIEW_SLEEP(clock) ((uintptr_t)(clock) + 1)
const struct timespec *view_until(uintptr_t wait, struct strike *rate, clockid_t clock, const struct timespec *time,
                                  struct timespec *until);
/* A signal has interrupted a wait until what view_until gave: if it is the thread's next one until the same time, as
 * programs ask for it again, it ends when this one would have ended, also where the clock stands still or RATE brings
 * the time nearer. */
void view_interrupted(uintptr_t wait, const struct timespec *time, const struct timespec *until);
/* What to set a clock to that is to show a time to the program: that time itself, or another one, which is left in
 * `other`; false if it can't be told, for it stands still, or functions or calls differ in what they show of it. Only
 * where there are such rules is the time looked at. */
bool view_set(clockid_t clock, const struct timespec **time, struct timespec *other);

#endif
