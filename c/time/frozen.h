/* The values at which rules have made clocks stand still. Lock-free, async-signal-safe. */
#ifndef CHAOS_TIME_FROZEN_H
#define CHAOS_TIME_FROZEN_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* The value at which a rule, of which the upper 32 bits tell, holds a clock: `now` at the first read, the same from
 * then on for as long as the rule is in force. `generation` is that of the rules in force. Whoever does not read leaves
 * it to the first who does. */
int64_t frozen_value(uint64_t rule, clockid_t clock, uint32_t generation, bool reads, int64_t now);
/* A rule that was in force in one generation is in the next as well. */
void frozen_stay(uint64_t rule, uint32_t generation, uint32_t next);

#endif
