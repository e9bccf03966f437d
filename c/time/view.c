#include "view.h"

#include "../core/value.h"
#include "clocks.h"
#include "shift.h"
#include "span.h"

/* How a clock looks to the calling thread now. */
struct view {
    int64_t real, shown, earliest; /* real: 0 as long as nobody had to look */
    uint64_t rate;
    bool shifted, named, frozen;
    bool doubtful; /* some reads meet other rules than others */
};

/* Whether each read that matches meets the rule. */
static bool is_certain(const struct policy *policy)
{
    return policy->probability == PROBABILITY_ONE &&
           !(policy->after | policy->every | policy->nth.length | policy->times | policy->budget);
}

/* The rule that a read of the clock would meet first, wherever it is made. */
static const struct rule *first_rule(const struct snapshot *snapshot, const struct selection *selection,
                                     enum effect effect, struct view *view)
{
    for (uint32_t i = 0; i < selection->count; i++) {
        const struct selector *selector = &snapshot->selectors[selection->selectors[i]];
        for (uint32_t number = selector->first; number < selector->first + selector->count; number++) {
            const struct rule *rule = &snapshot->rules[number];
            if (rule->effect != effect)
                continue;
            view->doubtful |= rule->policy.site != 0;
            if (rule_matches(rule, OPERATION_now, NULL))
                return rule;
        }
    }
    return NULL;
}

static void look(const struct rule *rule, clockid_t clock, struct view *view)
{
    const struct strike strike = {.rule = rule->key,
                                  .effect = rule->effect,
                                  .value = rule->value,
                                  .from = rule->policy.from,
                                  .argument = rule->argument};
    if (!view->real)
        view->real = shift_reading(clock);
    if (!view->shifted) {
        view->shown = view->real;
        view->earliest = shift_earliest(clock, view->real);
    }
    view->shifted = true;
    view->shown = shift_apply(&strike, clock, false, view->shown, &view->earliest);
    view->named |= strike.argument.length != 0;
    view->frozen |= strike.effect == EFFECT_FREEZE;
    if (strike.effect == EFFECT_RATE)
        view->rate = strike.value;
}

/* What a function that reads the clock would show; rules that chance or a count decides are left out. */
static void foresee(unsigned symbol, clockid_t clock, struct view *view)
{
    void *pin;
    struct selection space;
    const struct call call = {OPERATION_now, (uint16_t)symbol, 0, NULL};
    view->shown = view->real;
    view->rate = VALUE_FACTOR_ONE;
    view->shifted = view->named = false;
    struct snapshot *snapshot = library_pin(OPERATION_now, &pin);
    if (!snapshot)
        return;
    const struct selection *selection = names_select(&time_names, snapshot, &call, SYMBOL_clock_gettime, clock, &space);
    for (enum effect effect = EFFECT_RATE; effect < EFFECTS; effect++) {
        const struct rule *rule = first_rule(snapshot, selection, effect, view);
        if (!rule || !shift_applies(rule->argument, clock))
            continue;
        if (is_certain(&rule->policy))
            look(rule, clock, view);
        else
            view->doubtful |= rule->policy.probability != 0;
    }
    pin_release(pin);
}

/* The real time at which a clock shows a time. */
static int64_t real_at(const struct view *view, const struct timespec *time)
{
    int64_t gap = span_of(time) - view->shown;
    return view->real + (gap < 0 ? -span_shrink(-gap, view->rate) : span_shrink(gap, view->rate));
}

/* On a clock that runs at its own rate the time comes sooner anyway. */
static int64_t sooner(struct strike *rate, clockid_t clock, struct view *view, int64_t end)
{
    if (!view->real)
        view->real = shift_reading(clock);
    return end > view->real ? view->real + shift_shrink(rate, end - view->real) : end;
}

/* A clock that must not run backwards stands still until it is right, also when no rule shifts it any more: what is
 * waited for then comes as it does on a frozen clock. */
static void hold(struct view *view, clockid_t clock)
{
    unsigned monotonic = clocks_monotonic(clock);
    if (monotonic == CLOCKS_MONOTONIC || view->named || !shift_has_read(monotonic))
        return;
    if (!view->real)
        view->real = view->shown = shift_reading(clock);
    int64_t floor = shift_least(monotonic, view->real);
    if (view->shown < floor) {
        view->shown = floor;
        view->shifted = view->frozen = true;
    }
}

static THREAD_LOCAL struct {
    struct timespec time, until;
    uintptr_t wait; /* 0: nothing has been interrupted */
} interrupted;

void view_interrupted(uintptr_t wait, const struct timespec *time, const struct timespec *until)
{
    if (until != time) {
        interrupted.time = *time;
        interrupted.until = *until;
        interrupted.wait = wait;
    }
}

/* Once: another wait that can be interrupted ends what is remembered. */
static bool take_interrupted(uintptr_t wait, const struct timespec *time)
{
    bool again = interrupted.wait == wait && interrupted.time.tv_sec == time->tv_sec &&
                 interrupted.time.tv_nsec == time->tv_nsec;
    if (wait)
        interrupted.wait = 0;
    return wait && again;
}

const struct timespec *view_until(uintptr_t wait, struct strike *rate, clockid_t clock, const struct timespec *time,
                                  struct timespec *until)
{
    struct view view = {.rate = VALUE_FACTOR_ONE};
    if (shift_shows(clock)) {
        foresee(SYMBOL_clock_gettime, clock, &view);
        hold(&view, clock);
    }
    if (view.rate != VALUE_FACTOR_ONE)
        rate = NULL;
    if ((!view.shifted && !rate) || !time_is_readable(time) || !span_is_plain(time) || !span_of(time))
        return time;
    if ((view.frozen || rate) && take_interrupted(wait, time)) {
        *until = interrupted.until;
        return until;
    }
    int64_t end = view.shifted ? real_at(&view, time) : span_of(time);
    if (rate)
        end = sooner(rate, clock, &view, end);
    *until = span_timespec(end > 0 ? end : 1);
    return until;
}

bool view_set(clockid_t clock, const struct timespec **time, struct timespec *other)
{
    struct view view = {.real = 0}, seen;
    if (clock > CLOCK_REALTIME)
        return true;
    foresee(SYMBOL_clock_gettime, clock, &view);
    seen = view;
    for (unsigned symbol = SYMBOL_gettimeofday; symbol <= SYMBOL_timespec_get && clock == CLOCK_REALTIME; symbol++) {
        foresee(symbol, clock, &seen);
        seen.doubtful |= seen.shown != view.shown || seen.rate != view.rate;
    }
    if ((!view.shifted && !seen.doubtful) || !time_is_readable(*time) || (*time)->tv_sec < 0 ||
        (unsigned long)(*time)->tv_nsec >= SPAN_SECOND)
        return true;
    if (seen.doubtful || view.frozen || !span_is_plain(*time))
        return false;
    *other = span_timespec(real_at(&view, *time));
    *time = other;
    return true;
}
