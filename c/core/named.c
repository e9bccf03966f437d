#include "named.h"

#include "record.h"

#define TARGET_SIZE 64

/* Clocks are read too often for a target to be written that goes nowhere. */
static bool is_recorded(const struct verdict *verdict)
{
    for (unsigned i = 0; i < verdict->count; i++)
        if (record_lists(&verdict->strikes[i]))
            return true;
    return false;
}

static COLD void strike(struct fault *fault, const struct names *names, const struct call *call, int kind,
                        struct verdict *verdict, void *pin)
{
    char buffer[TARGET_SIZE];
    struct text target = {buffer, 0};
    if (is_recorded(verdict))
        target = names_target(names, call, kind, buffer, sizeof buffer);
    verdict_strike(fault, call, verdict, target, pin);
}

static COLD void sample(const struct names *names, const struct call *call, int kind)
{
    char buffer[TARGET_SIZE];
    record_sample(call, names_target(names, call, kind, buffer, sizeof buffer));
}

int named_fault(struct fault *fault, const struct names *names, struct call call, unsigned as, int kind)
{
    void *pin;
    struct selection space;
    struct verdict verdict;
    fault->error = 0;
    fault->damages = 0;
    struct snapshot *snapshot = library_enter_fast(call.operation, &pin);
    if (UNLIKELY(!snapshot))
        return 0;
    verdict.count = 0;
    if (LIKELY(library_named(snapshot, call.operation))) {
        verdict_decide(snapshot, names_select(names, snapshot, &call, as, kind, &space), &call, &verdict);
        if (UNLIKELY(!verdict.matched) && record_wants_sample(call.operation))
            sample(names, &call, kind);
    }
    if (UNLIKELY(verdict.count))
        strike(fault, names, &call, kind, &verdict, pin);
    else
        pin_release(pin);
    return fault->error;
}
