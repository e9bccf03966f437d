#include "shift.h"

#include "../core/process.h"
#include "../core/value.h"
#include "clocks.h"
#include "frozen.h"
#include "span.h"

#define CLOCKS (CLOCK_TAI + 1)

static uint32_t ahead;

bool shift_lingers(void)
{
    return load_relaxed(&ahead);
}

static int64_t reading(clockid_t clock)
{
    struct timespec now = {0, 0};
    int before = errno;
    real.clock_gettime(clock, &now);
    errno = before;
    return span_of(&now);
}

/* What a clock showed when the program began. A clock of processor time began with 0. */
static int64_t start_of(clockid_t clock)
{
    static int64_t starts[CLOCKS];
    int64_t none = 0;
    if (clocks_is_special(clock) || clock >= CLOCKS)
        return 0;
    if (!load_acquire(&starts[clock])) {
        int64_t start = reading(clock) - (int64_t)process_program_age();
        swap_acquire_release(&starts[clock], &none, start);
    }
    return load_acquire(&starts[clock]);
}

static int64_t apply(const struct strike *strike, clockid_t clock, int64_t value)
{
    clockid_t plain = clocks_plain(clock);
    if (strike->effect == EFFECT_RATE) {
        int64_t start = start_of(plain) + (int64_t)strike->from;
        return start + span_grow(value - start, strike->value);
    }
    if (strike->effect == EFFECT_FREEZE)
        return frozen_value(strike->rule, plain, library_rules(), value);
    return value + (int64_t)strike->value;
}

/* Whether a rule whose argument this is shifts the clock. */
static bool applies(struct text argument, clockid_t clock)
{
    return argument.length || !clocks_is_special(clock);
}

/* What the thread has seen of the monotonic clocks. Reads that nobody had to see are known by their number alone. */
static THREAD_LOCAL struct {
    int64_t last[CLOCKS_MONOTONIC];
    uint64_t reads; /* of any clock, with this one */
    uint32_t epoch;
    uint32_t unseen; /* clocks that the thread may have read when nobody saw it, bit per clock */
} past;

/* Notes a read of the thread, whatever the clock. A thread that shares its lane is always seen. */
static void note_read(void)
{
    if (!thread_self.lane)
        return;
    uint64_t before = past.epoch == thread_self.epoch ? past.reads : 0;
    past.reads = load_relaxed(&thread_self.lane[OPERATION_now]);
    past.epoch = thread_self.epoch;
    if (past.reads != before + 1)
        past.unseen = ~0u;
}

/* The least that the thread can be shown. */
static int64_t least(unsigned monotonic, int64_t real)
{
    int64_t last = past.last[monotonic];
    return past.unseen >> monotonic & 1 && real > last ? real : last;
}

int64_t shift_read(const struct fault *fault, clockid_t clock, int64_t real)
{
    bool named = false;
    int64_t value = real;
    note_read();
    for (unsigned i = 0; i < fault->damages; i++) {
        const struct strike *strike = &fault->damage[i];
        if (!applies(strike->argument, clock))
            continue;
        int64_t next = apply(strike, clock, value);
        damage_record(fault, strike, next - value);
        named |= strike->argument.length != 0;
        value = next;
    }
    unsigned monotonic = clocks_monotonic(clock);
    if (monotonic == CLOCKS_MONOTONIC)
        return value;
    int64_t floor = least(monotonic, real);
    if (value < floor && !named)
        value = floor;
    if (value > real && !named && !load_relaxed(&ahead))
        store_relaxed(&ahead, 1);
    past.last[monotonic] = value;
    past.unseen &= ~(1u << monotonic);
    return value;
}

/* How a clock looks to the calling thread now. */
struct view {
    int64_t real, shown; /* real: 0 as long as nobody had to look */
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
        view->real = reading(clock);
    if (!view->shifted)
        view->shown = view->real;
    view->shifted = true;
    view->shown = apply(&strike, clock, view->shown);
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
        if (!rule || !applies(rule->argument, clock))
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
    int64_t span = gap < 0 ? -span_shrink(-gap, view->rate) : span_shrink(gap, view->rate);
    return span > INT64_MAX - view->real ? INT64_MAX : view->real + span;
}

/* On a clock that runs at its own rate the time comes sooner anyway. */
static int64_t sooner(const struct fault *fault, const struct strike *rate, clockid_t clock, struct view *view,
                      int64_t end)
{
    if (!view->real)
        view->real = reading(clock);
    return end > view->real ? view->real + shift_shrink(fault, rate, end - view->real) : end;
}

/* A clock that must not run backwards stands still until it is right, also when no rule shifts it any more: what is
 * waited for then comes as it does on a frozen clock. */
static void hold(struct view *view, clockid_t clock)
{
    unsigned monotonic = clocks_monotonic(clock);
    if (monotonic == CLOCKS_MONOTONIC || view->named || !past.last[monotonic])
        return;
    if (!view->real)
        view->real = view->shown = reading(clock);
    int64_t floor = least(monotonic, view->real);
    if (view->shown < floor) {
        view->shown = floor;
        view->shifted = true;
    }
}

bool shift_until(const struct fault *fault, const struct strike *rate, clockid_t clock, const struct timespec *time,
                 struct timespec *until)
{
    struct view view = {.real = 0};
    if (!span_is_plain(time))
        return false;
    foresee(SYMBOL_clock_gettime, clock, &view);
    if (view.rate != VALUE_FACTOR_ONE)
        rate = NULL;
    hold(&view, clock);
    if (!view.shifted && !rate)
        return false;
    int64_t end = view.shifted ? real_at(&view, time) : span_of(time);
    if (rate)
        end = sooner(fault, rate, clock, &view, end);
    *until = span_timespec(end > 0 ? end : 1);
    return true;
}

const struct timespec *shift_set(clockid_t clock, const struct timespec *time, struct timespec *other)
{
    struct view view = {.real = 0}, seen;
    if (clock > CLOCK_REALTIME)
        return time;
    foresee(SYMBOL_clock_gettime, clock, &view);
    seen = view;
    for (unsigned symbol = SYMBOL_gettimeofday; symbol <= SYMBOL_timespec_get && clock == CLOCK_REALTIME; symbol++) {
        foresee(symbol, clock, &seen);
        seen.doubtful |= seen.shown != view.shown || seen.rate != view.rate;
    }
    if ((!view.shifted && !seen.doubtful) || time->tv_sec < 0 || (unsigned long)time->tv_nsec >= SPAN_SECOND)
        return time;
    if (seen.doubtful || view.frozen || !span_is_plain(time))
        return NULL;
    *other = span_timespec(real_at(&view, time));
    return other;
}

const struct strike *shift_rate(const struct fault *fault, clockid_t clock)
{
    const struct strike *rate = damage_of(fault, EFFECT_RATE);
    return rate && applies(rate->argument, clock) ? rate : NULL;
}

int64_t shift_shrink(const struct fault *fault, const struct strike *rate, int64_t nanoseconds)
{
    int64_t shrunk = span_shrink(nanoseconds, rate->value);
    damage_record(fault, rate, shrunk - nanoseconds);
    return shrunk;
}
