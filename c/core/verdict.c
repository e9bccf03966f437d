#include "verdict.h"

#include <limits.h>
#include <signal.h>

#include "clock.h"
#include "pin.h"
#include "record.h"
#include "system.h"

/* Keeps strikes in the order of their effects. */
static COLD void add_strike(struct verdict *verdict, const struct strike *strike)
{
    unsigned at = verdict->count < STRIKES ? verdict->count++ : STRIKES;
    for (; at && verdict->strikes[at - 1].effect > strike->effect; at--)
        if (at < STRIKES)
            verdict->strikes[at] = verdict->strikes[at - 1];
    if (at < STRIKES)
        verdict->strikes[at] = *strike;
}

void verdict_decide(struct snapshot *snapshot, const struct selection *selection, const struct call *call,
                    struct verdict *verdict)
{
    int never = call->never ? call->never : INT_MIN; /* which is no error of any library */
    verdict->matched = verdict->count = 0;
    for (uint32_t i = 0; i < selection->count; i++) {
        const struct selector *selector = &snapshot->selectors[selection->selectors[i]];
        if (UNLIKELY(!(selector->operations >> call->operation & 1)))
            continue;
        const struct rule *rule = &snapshot->rules[selector->first], *end = rule + selector->count;
        do {
            struct strike strike;
            uint32_t bit = rule->effect == EFFECT_FAIL_AFTER ? BIT(ERRNO) : 1u << rule->effect;
            if (UNLIKELY(verdict->matched & bit || rule->error == never ||
                         !rule_matches(rule, call->operation, call->site)))
                continue;
            verdict->matched |= bit;
            if (UNLIKELY(rule_fires(rule, call->operation, &snapshot->states[rule->state], &strike))) {
                strike.generation = snapshot->generation;
                add_strike(verdict, &strike);
            }
        } while (UNLIKELY(++rule < end));
    }
}

/* Rules that were read anew have begun anew. */
COLD void verdict_spare(struct strike *strikes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        void *pin;
        if (!strikes[i].state)
            continue;
        struct snapshot *snapshot = pin_take(&pin);
        if (snapshot && snapshot->generation == strikes[i].generation)
            rule_take_back(strikes[i].state);
        pin_release(pin);
        strikes[i].state = NULL;
    }
}

COLD uint32_t verdict_leave_out(struct strike *strikes, uint32_t count,
                                bool (*befalls)(const struct strike *strike, const void *call), const void *call)
{
    uint32_t left = 0;
    for (uint32_t i = 0; i < count; i++)
        if (befalls(&strikes[i], call))
            strikes[left++] = strikes[i];
        else
            verdict_spare(&strikes[i], 1);
    return left;
}

COLD void verdict_leave(struct verdict *verdict, void *pin)
{
    verdict_spare(verdict->strikes, verdict->count);
    pin_release(pin);
}

COLD void verdict_strike(struct fault *fault, const struct call *call, struct verdict *verdict, struct text target,
                         void *pin)
{
    uint64_t wait = 0;
    int signal = 0;
    fault->call = *call;
    fault->target = record_string(target);
    uint32_t i = 0;
    for (; i < verdict->count && !fault->error; i++) {
        struct strike *strike = &verdict->strikes[i];
        switch (strike->effect) {
        case EFFECT_LATENCY:
            wait += strike->value;
            record_injection(call, strike, (int64_t)strike->value, fault->target);
            break;
        case EFFECT_KILL:
            signal = strike->error;
            fault->error = signal == SIGKILL; /* after which nothing happens */
            record_injection(call, strike, signal, fault->target);
            break;
        case EFFECT_ERRNO:
        case EFFECT_FAIL_AFTER:
            fault->error = strike->error;
            record_injection(call, strike, strike->error, fault->target);
            break;
        default:
            if (fault->damages < DAMAGES)
                fault->damage[fault->damages++] = *strike;
        }
    }
    verdict_spare(&verdict->strikes[i], verdict->count - i);
    pin_release(pin);
    if (wait)
        clock_sleep(wait);
    if (signal)
        system_call(SYS_tgkill, system_call(SYS_getpid), system_call(SYS_gettid), signal);
}
