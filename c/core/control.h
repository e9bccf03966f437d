/* The page that a run shares: docs/telemetry.md, control. Without a run all is private to the process. */
#ifndef CHAOS_CONTROL_H
#define CHAOS_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

/* Maps the run directory's control file, where there is one. */
void control_start(void);
/* Whether there is a run that the process takes part in. */
bool control_shared(void);
/* What would happen here could not be recorded: the process takes no part in the run, where there is one. */
void control_bar(void);
/* Whether there is a run that the process takes no part in. No rule is in force then. */
bool control_barred(void);
uint64_t control_seed(void);
/* When the run started, in nanoseconds of CLOCK_MONOTONIC: then at the latest, which it is without a run. */
uint64_t control_started(uint64_t latest);
/* Whether programs that are started without the run's environment get it back. */
bool control_follows(void);
/* Most bytes of telemetry. */
uint64_t control_limit(void);
/* The generation of the rule texts. Never NULL. */
const uint32_t *control_generation(void);
/* Where no run shares a generation: the rule texts have changed. */
void control_next_generation(void);
/* The counter of a key, shared by all processes of the run. NULL without a run, or where the table is full. */
uint64_t *control_counter(uint64_t key);

#endif
