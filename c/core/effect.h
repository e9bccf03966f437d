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

/* What the value of an effect is. */
enum effect_value { VALUE_NOTHING, VALUE_ERRNO, VALUE_DURATION, VALUE_ERRNO_COUNT };

/* What happens to the result of the real call, chosen at random. */
#define EFFECT_IS_DAMAGE(effect) ((effect) >= EFFECT_TORN)

/* For the tables of operations: sets of effects. */
#define NONE 0u
#define BIT(name) (1u << EFFECT_##name)
#define EVERY (BIT(ERRNO) | BIT(LATENCY) | BIT(FAIL_AFTER))

#endif
