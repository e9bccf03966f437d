#include "shift.h"

#include "../core/control.h"
#include "../core/process.h"
#include "../core/value.h"
#include "clocks.h"
#include "frozen.h"
#include "span.h"

#define CLOCKS (CLOCK_TAI + 1)
#define UP_AT_LEAST ((int64_t)10 * SPAN_SECOND)

static uint32_t ahead;

bool shift_lingers(void)
{
    return load_relaxed(&ahead);
}

int64_t shift_reading(clockid_t clock)
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
        int64_t start = shift_reading(clock) - (int64_t)process_program_age();
        swap_acquire_release(&starts[clock], &none, start);
    }
    return load_acquire(&starts[clock]);
}

/* No clock that began with the machine shows a time before that, nor one so soon after it that the program could not
 * ask for what was a moment ago. Where no run began, the program did. */
int64_t shift_earliest(clockid_t clock, int64_t real)
{
    if (clocks_monotonic(clock) == CLOCKS_MONOTONIC)
        return INT64_MIN / 2;
    uint64_t program = process_self()->program;
    int64_t up = start_of(clocks_plain(clock)) - (int64_t)(program - control_started(program));
    return up > UP_AT_LEAST ? real - up + UP_AT_LEAST : real;
}

/* What a clock of processor time showed at an age of the program is not known: it counts from the start. */
static int64_t rated(const struct strike *strike, clockid_t clock, int64_t value)
{
    int64_t start = start_of(clock);
    if (start)
        start += (int64_t)strike->from;
    return start + span_grow(value - start, strike->value);
}

int64_t shift_apply(const struct strike *strike, clockid_t clock, bool reads, int64_t value, int64_t *earliest)
{
    clockid_t plain = clocks_plain(clock);
    int64_t next = value + (int64_t)strike->value;
    if (strike->effect == EFFECT_OFFSET || strike->effect == EFFECT_JUMP)
        return next < *earliest ? *earliest : next;
    next = strike->effect == EFFECT_RATE ? rated(strike, plain, value)
                                         : frozen_value(strike->rule, plain, library_rules(), reads, value);
    *earliest += next - value;
    return next;
}

bool shift_applies(struct text argument, clockid_t clock)
{
    return argument.length || !clocks_is_special(clock);
}

/* Whether some thread has been shown a monotonic clock where rules can shift one. */
static uint32_t shown;

bool shift_shows(clockid_t clock)
{
    return clocks_monotonic(clock) == CLOCKS_MONOTONIC || load_relaxed(&shown);
}

/* What the thread has seen of the monotonic clocks. Reads that nobody had to see are known by their number alone. */
static THREAD_LOCAL struct {
    int64_t last[CLOCKS_MONOTONIC];
    uint64_t reads; /* of any clock, with this one */
    uint32_t epoch;
    uint32_t unseen; /* clocks that the thread may have read when nobody saw it, bit per clock */
} past;

/* A thread that shares its lane is always seen. */
void shift_seen(void)
{
    if (!thread_self.lane)
        return;
    uint64_t before = past.epoch == thread_self.epoch ? past.reads : 0;
    past.reads = load_relaxed(&thread_self.lane[OPERATION_now]);
    past.epoch = thread_self.epoch;
    if (past.reads != before + 1)
        past.unseen = ~0u;
}

bool shift_has_read(unsigned monotonic)
{
    return past.last[monotonic] != 0;
}

int64_t shift_least(unsigned monotonic, int64_t real)
{
    int64_t last = past.last[monotonic];
    return past.unseen >> monotonic & 1 && real > last ? real : last;
}

/* What a read of a monotonic clock that no rule names gives instead, so that it does not run backwards. */
static int64_t go_on(unsigned monotonic, int64_t real, int64_t value)
{
    int64_t floor = shift_least(monotonic, real);
    if (value < floor)
        value = floor;
    if (value > real && !load_relaxed(&ahead))
        store_relaxed(&ahead, 1);
    past.last[monotonic] = value;
    past.unseen &= ~(1u << monotonic);
    return value;
}

/* A rule that changed nothing is not told of. */
static void tell(struct fault *fault, struct strike *strike, int64_t nanoseconds)
{
    if (strike && nanoseconds)
        damage_record(fault, strike, nanoseconds);
}

int64_t shift_read(struct fault *fault, clockid_t clock, int64_t real)
{
    bool named = false;
    int64_t before = real, value = real, earliest = fault->damages ? shift_earliest(clock, real) : 0;
    struct strike *last = NULL;
    for (unsigned i = 0; i < fault->damages; i++) {
        struct strike *strike = &fault->damage[i];
        if (!shift_applies(strike->argument, clock))
            continue;
        tell(fault, last, value - before);
        last = strike;
        before = value;
        value = shift_apply(strike, clock, true, value, &earliest);
        named |= strike->argument.length != 0;
    }
    unsigned monotonic = clocks_monotonic(clock);
    if (monotonic != CLOCKS_MONOTONIC)
        store_relaxed(&shown, 1);
    if (monotonic != CLOCKS_MONOTONIC && !named)
        value = go_on(monotonic, real, value);
    tell(fault, last, value - before);
    return value;
}

void shift_show(struct fault *fault, clockid_t clock, struct timespec *time)
{
    int64_t real = span_of(time), value = shift_read(fault, clock, real);
    if (value != real)
        *time = span_timespec(value);
}

/* No other damage befalls such calls. The number of a strike, which RATE leaves nothing to, becomes what it did. */
struct strike *shift_rate(struct fault *fault, clockid_t clock)
{
    struct strike *rate = fault->damage;
    if (!fault->damages || !shift_applies(rate->argument, clock))
        return NULL;
    rate->number = 0;
    return rate;
}

static int64_t note(struct strike *rate, int64_t before, int64_t after)
{
    if (!rate->number)
        rate->number = (uint64_t)(after - before);
    return after;
}

int64_t shift_shrink(struct strike *rate, int64_t nanoseconds)
{
    return note(rate, nanoseconds, span_shrink(nanoseconds, rate->value));
}

/* What a length was set to is longer than it was by less than what a unit becomes. So of the lengths that can have been
 * set, a multiple of a thousand units is the one that was. */
struct timespec shift_timer(struct strike *rate, enum shift_timer which, long unit, long seconds, long units)
{
    struct timespec time = {seconds, units};
    if (!rate || rate->value == VALUE_FACTOR_ONE || units >= SPAN_SECOND / unit || !span_is_plain(&time))
        return time;
    int64_t before = (int64_t)seconds * SPAN_SECOND + units * unit, after;
    if (which == SHIFT_SET) {
        after = span_shrink(before, rate->value) + unit - 1;
    } else {
        after = span_grow(before, rate->value);
        int64_t odd = after % (1000 * unit);
        int64_t most = unit > 1 ? (int64_t)((rate->value - 1) >> 32) : (int64_t)(rate->value >> 32) + 1;
        if (odd < after && odd / unit <= most)
            after -= odd;
        if (after < unit && before)
            after = unit;
    }
    time = span_timespec(note(rate, before, after - after % unit));
    time.tv_nsec /= unit;
    return time;
}

void shift_tell(struct fault *fault, struct strike *rate)
{
    tell(fault, rate, rate ? (int64_t)rate->number : 0);
    damage_spare(fault);
}
