#include "named.h"

#include "telemetry.h"

#define TARGET_SIZE 64

static COLD void strike(struct fault *fault, const struct names *names, const struct call *call, int kind,
                        const struct verdict *verdict, void *pin)
{
    char buffer[TARGET_SIZE];
    library_strike(fault, call, verdict, names_target(names, call, kind, buffer, sizeof buffer), pin);
}

static COLD void sample(const struct names *names, const struct call *call, int kind)
{
    char buffer[TARGET_SIZE];
    telemetry_sample(call, names_target(names, call, kind, buffer, sizeof buffer));
}

int named_fault(struct fault *fault, const struct names *names, struct call call, unsigned as, int kind)
{
    void *pin;
    struct selection space;
    struct verdict verdict;
    fault->error = 0;
    fault->damages = 0;
    struct snapshot *snapshot = library_enter(call.operation, &pin);
    if (!snapshot)
        return 0;
    verdict.count = 0;
    if (library_named(snapshot, call.operation)) {
        library_decide(snapshot, names_select(names, snapshot, &call, as, kind, &space), &call, &verdict);
        if (!verdict.matched && telemetry_wants_sample(call.operation))
            sample(names, &call, kind);
    }
    if (verdict.count)
        strike(fault, names, &call, kind, &verdict, pin);
    else
        snapshot_unpin(pin);
    return fault->error;
}
