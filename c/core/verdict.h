/* What the rules say of one call, and what becomes of it. */
#ifndef CHAOS_VERDICT_H
#define CHAOS_VERDICT_H

#include "call.h"
#include "snapshot.h"

/* At most so many effects befall one call; for the entry itself are at most so many of them. */
#define STRIKES 10
#define DAMAGES 6

/* What the rules say of one call: strikes in the order of their effects. */
struct verdict {
    uint32_t matched; /* the effects of the rules that did, one bit each */
    unsigned count;
    struct strike strikes[STRIKES];
};

/* What the entry has to do: fail with an error, or do damage to the result. The rest is set only where there is any. */
struct fault {
    int error;
    uint32_t damages;
    uint32_t target; /* telemetry string reference */
    int input;       /* the descriptor that a shortened call reads by itself; below 0: none */
    struct call call;
    struct strike damage[DAMAGES];
};

/* Asks the rules of the selection. */
void verdict_decide(struct snapshot *snapshot, const struct selection *selection, const struct call *call,
                    struct verdict *verdict);
/* Records the strikes on a target, unpins, waits, sends signals, and leaves in the fault what the entry has to do. What
 * it leaves there may point into the rules: who needs that keeps them pinned and gives no pin. */
void verdict_strike(struct fault *fault, const struct call *call, struct verdict *verdict, struct text target,
                    void *pin);
/* Strikes that could not befall the call, or changed nothing, are none of their rules' times and budgets. */
void verdict_spare(struct strike *strikes, uint32_t count);
/* Leaves those strikes that can befall the call, and spares the others; returns how many are left. */
uint32_t verdict_leave_out(struct strike *strikes, uint32_t count,
                           bool (*befalls)(const struct strike *strike, const void *call), const void *call);
/* The same of all of a verdict, and unpins: what was decided upon is no longer there. */
void verdict_leave(struct verdict *verdict, void *pin);

#endif
