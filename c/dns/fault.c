/* From a call's target to its fault: the slow path of every entry of dns. */
#include "../core/bytes.h"
#include "../core/record.h"
#include "entry.h"

void query_keep(struct strike *strikes, unsigned count, char *room)
{
    for (unsigned i = 0; i < count; i++) {
        struct text *argument = &strikes[i].argument;
        if (!argument->length)
            continue;
        memcpy(room, argument->start, argument->length);
        argument->start = room;
        room += argument->length;
        *room++ = 0;
    }
}

/* The strikes are done when the rules may be others already: the query or the wait before it takes its time. */
static COLD int decide(struct fault *fault, char *arguments, struct snapshot *snapshot, const struct call *call,
                       struct text target, void *pin)
{
    struct selection selection;
    struct verdict verdict;
    host_select(snapshot, target, &selection);
    verdict_decide(snapshot, &selection, call, &verdict);
    if (!verdict.matched && record_wants_sample(call->operation))
        record_sample(call, target);
    query_keep(verdict.strikes, verdict.count, arguments);
    if (verdict.count)
        verdict_strike(fault, call, &verdict, target, pin);
    else
        pin_release(pin);
    return fault->error;
}

/* Where nothing has become old what is published tells, without a pin. */
static BODY bool unseen(unsigned operation)
{
    void *pin;
    if (LIKELY(library_current() && library_counted(operation)))
        return library_unseen(operation);
    struct snapshot *snapshot = library_enter(operation, &pin);
    pin_release(pin);
    return !snapshot;
}

bool query_passes(unsigned operation)
{
    return library_idle(operation) || unseen(operation);
}

static struct snapshot *begin(struct fault *fault, const struct call *call, void **pin)
{
    fault->error = 0;
    fault->damages = 0;
    return library_pin_newest(call->operation, pin);
}

int query_host(struct fault *fault, char *arguments, struct call call, const char *host)
{
    void *pin;
    char buffer[HOST_TARGET];
    struct snapshot *snapshot = begin(fault, &call, &pin);
    return snapshot ? decide(fault, arguments, snapshot, &call, host_target(host, buffer), pin) : 0;
}

int query_address(struct query *query, struct call call, const struct address *address)
{
    void *pin;
    char buffer[HOST_TARGET];
    struct snapshot *snapshot = begin(&query->fault, &call, &pin);
    return snapshot
               ? decide(&query->fault, query->arguments, snapshot, &call, host_target_of_address(address, buffer), pin)
               : 0;
}
