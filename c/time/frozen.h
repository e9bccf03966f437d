/* The values at which rules have made clocks stand still. Lock-free, async-signal-safe. */
#ifndef CHAOS_TIME_FROZEN_H
#define CHAOS_TIME_FROZEN_H

#include <stdint.h>
#include <time.h>

/* The value at which a rule holds a clock: `now` the first time, the same from then on for as long as the rule is in
 * force. `generation` is that of the rules in force. */
int64_t frozen_value(uint64_t rule, clockid_t clock, uint32_t generation, int64_t now);

#endif
