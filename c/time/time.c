/* The library as a whole: its tables and its slots. */
#include <linux/futex.h>

#include "../core/control.h"
#include "../core/errnos.h"
#include "../core/system.h"
#include "entry.h"
#include "frozen.h"
#include "shift.h"

#include "../core/tables.h"

#define NO_GENERATION UINT32_MAX

/* That of the rules that were read last, if there were any. */
static uint32_t newest;

/* Sleeps and timers until a time must be seen where clocks are shifted. */
static uint32_t watched(uint32_t operations, bool selective)
{
    (void)selective;
    store_relaxed(&newest, operations ? load_acquire(control_generation()) : NO_GENERATION);
    if (shift_lingers())
        operations |= 1u << OPERATION_now;
    return operations >> OPERATION_now & 1 ? operations | 1u << OPERATION_sleep | 1u << OPERATION_timer : operations;
}

/* Of a rule that shifts clocks, the argument says whether it names one. What FREEZE holds a clock at goes on while
 * other rules change. */
static const char *selector(struct rule *rule)
{
    const char *wrong = names_selector(&time_names, rule);
    if (EFFECT_IS_CLOCK(rule->effect) && text_has(rule->selector, '/'))
        rule->argument = text_of("named");
    if (rule->effect == EFFECT_FREEZE)
        frozen_stay(rule->key, load_relaxed(&newest), load_acquire(control_generation()));
    return wrong;
}

const struct names time_names = {
    .grammar = &library_table.grammar,
    .operation_of = table_operation_of,
    .kinds = table_kinds,
    .with_kinds = table_with_kinds,
    .numbers = true,
    .unknown_kind = "unknown clock: expected a name, as in now/tai, or a number",
    .any = ~0u,
};

const struct library_table library_table = {
    .grammar = {"time", OPERATIONS, table_operations, table_names, table_effects, watched, selector, errnos_number,
                NULL},
    .number = 3,
};

BODY bool time_idle(unsigned operation)
{
    return library_idle(operation);
}

int time_fault(struct fault *fault, struct call call, int clock)
{
    fault->damages = 0;
    return time_idle(call.operation) ? 0 : named_fault(fault, &time_names, call, call.symbol, clock);
}

/* The kernel looks at the time before it refuses the address to wait at. */
bool time_is_readable(const void *time)
{
    return time && system_call(SYS_futex, 1, FUTEX_WAIT, 0, time) != -EFAULT;
}

void library_started(void)
{
}
