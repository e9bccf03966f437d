/* What can be done to a call. */
#ifndef CHAOS_EFFECT_H
#define CHAOS_EFFECT_H

#include <stdint.h>

enum effect {
#define EFFECT(name, value) EFFECT_##name,
#include "effects.def"
#undef EFFECT
    EFFECTS
};

/* From here on, effects are the entry's business: verdict_strike leaves them in the fault. */
#define EFFECT_IS_DAMAGE(effect) ((effect) >= EFFECT_TIMEOUT)
/* With an errno or an EAI code. */
#define EFFECT_FAILS(effect) ((effect) == EFFECT_ERRNO || (effect) == EFFECT_FAIL_AFTER)
/* What goes on for as long as the rule is in force, on every call: not each of these is worth a record, but so many in
 * each process. */
#define EFFECT_GOES_ON(effect) ((effect) >= EFFECT_THROTTLE)
#define EFFECT_RECORDS 1000
/* What is done to a clock, from the start of the program on. */
#define EFFECT_IS_CLOCK(effect) ((effect) >= EFFECT_RATE)

/* For the tables of operations: sets of effects. */
#define NONE 0u
#define BIT(name) (1u << EFFECT_##name)
#define EVERY (BIT(ERRNO) | BIT(LATENCY) | BIT(FAIL_AFTER) | BIT(KILL))
/* Of an operation whose functions cannot fail, beside its other effects. */
#define INFALLIBLE (1u << 31)
/* All effects of an operation, from those that a table gives it. */
#define EFFECTS_OF(effects)                                                                                            \
    ((EVERY & ~((effects)&INFALLIBLE ? BIT(ERRNO) | BIT(FAIL_AFTER) : NONE)) | ((effects) & ~INFALLIBLE))

#endif
