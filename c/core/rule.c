#include "rule.h"

#include "attributes.h"
#include "counter.h"
#include "counts.h"
#include "process.h"
#include "random.h"
#include "site.h"
#include "thread.h"

/* A clock does not leap when a process forks. */
static bool window_open(const struct policy *policy, enum effect effect)
{
    if (!policy->from && !policy->until)
        return true;
    uint64_t age = EFFECT_IS_CLOCK(effect) ? process_program_age() : process_age();
    return age >= policy->from && (!policy->until || age < policy->until);
}

COLD void rule_prepare(struct rule *rule)
{
    const struct policy *policy = &rule->policy;
    bool chance = policy->probability < PROBABILITY_ONE || EFFECT_IS_DAMAGE(rule->effect) ||
                  (rule->effect == EFFECT_LATENCY && rule->delay.kind != DELAY_FIXED);
    rule->asks = (uint8_t)(policy->from | policy->until | policy->site ? RULE_ASKS_HERE : 0);
    if (policy->after | policy->every | policy->nth.length || rule->effect == EFFECT_FAIL_AFTER)
        rule->asks |= RULE_ASKS_WHICH;
    if (chance)
        rule->asks |= RULE_ASKS_CHANCE;
    rule->tally = rule->key + rule->effect;
    rule->place = thread_place_of(rule->tally);
}

/* Room for the process's counts of a rule, from the first time on. */
static COLD struct rule_counts *see(const struct rule *rule, struct rule_state *state)
{
    struct rule_counts *seen = load_relaxed(&state->seen);
    if (!seen)
        store_relaxed(&state->seen, seen = counts_of(rule->tally));
    return seen;
}

/* The place is the rule's that comes first; a handler of a signal that comes meanwhile may have taken it. Whose room is
 * left depends on which thread is faster, so without any a call has the number that it has with it. */
uint64_t rule_count(const struct rule *rule, struct rule_state *state)
{
    uint64_t *place, alone = THREAD_ALONE >> 32 | (uint32_t)rule->tally;
    unsigned step = 0;
    do {
        place = &thread_self.own[(rule->place + step) % THREAD_RULES];
        if (!*place) {
            uint64_t none = 0;
            struct rule_counts *counts = counts_of_thread(rule->tally);
            swap_acquire_release(place, &none, counts ? (uint64_t)counts : alone << 32);
        }
        struct rule_counts *own = (struct rule_counts *)*place;
        if ((int64_t)*place > 0 && own->key == rule->tally)
            return counter_next(&own->matched);
    } while (*place >> 32 != alone && ++step < THREAD_RULES);
    add_relaxed(&see(rule, state)->matched, 1);
    if (step < THREAD_RULES)
        return (uint32_t)counter_next(place);
    return ++thread_self.counts[rule->place % THREAD_COUNTS];
}

bool rule_matches_here(const struct rule *rule, const void *site)
{
    const struct policy *policy = &rule->policy;
    return window_open(policy, rule->effect) && (!policy->site || policy->site == site_identity(site));
}

bool rule_due(const struct rule *rule, unsigned operation, struct rule_state *state)
{
    const struct policy *policy = &rule->policy;
    bool later = rule->effect == EFFECT_FAIL_AFTER;
    uint64_t call = add_relaxed(&state[later ? operation : 0].calls, 1) + 1;
    if (later && call <= rule->value)
        return false;
    if (call <= policy->after || (policy->every && (call - policy->after) % policy->every))
        return false;
    return !policy->nth.length || policy_nth_has(policy->nth, call);
}

/* What is refused is not counted, so that what is taken back is free again at once. */
static bool within(uint64_t limit, uint64_t *counter)
{
    uint64_t count = load_relaxed(counter);
    do {
        if (limit && count >= limit)
            return false;
    } while (!swap_acquire_release(counter, &count, count + 1));
    return true;
}

COLD bool rule_fire(const struct rule *rule, struct rule_state *state, uint64_t key, struct strike *strike)
{
    const struct policy *policy = &rule->policy;
    strike->state = strike->ordinal && policy->times | policy->budget ? state : NULL;
    if (strike->state && (!within(policy->times, &state->fired) || !within(policy->budget, state->budget)))
        return false;
    strike->rule = rule->key;
    strike->seen = see(rule, state);
    strike->effect = rule->effect;
    strike->error = rule->error;
    strike->from = policy->from;
    strike->argument = rule->argument;
    strike->number = random_number(key, 2 * strike->ordinal + 1);
    strike->value = rule->effect == EFFECT_LATENCY ? delay_draw(&rule->delay, strike->number) : rule->value;
    return true;
}

COLD void rule_take_back(struct rule_state *state)
{
    add_relaxed(&state->fired, UINT64_MAX);
    add_relaxed(state->budget, UINT64_MAX);
}
