#include "pin.h"

#define RETIRED 128

struct snapshot *pin_newest;
struct pin_slot pin_slots[PIN_SLOTS] __attribute__((aligned(64)));
static uint32_t ran_out;
static struct snapshot *retired[RETIRED];

/* Takes the slot for a snapshot, unless it is taken; a snapshot that is the newest once it is there is kept alive. */
static struct snapshot *pin_in(struct snapshot **slot, struct snapshot *snapshot, void **pin)
{
    struct snapshot *none = NULL, *now;
    if (load_relaxed(slot) ||
        !__atomic_compare_exchange_n(slot, &none, snapshot, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
        return NULL;
    while (UNLIKELY((now = __atomic_load_n(&pin_newest, __ATOMIC_SEQ_CST)) != snapshot))
        __atomic_store_n(slot, snapshot = now, __ATOMIC_SEQ_CST);
    *pin = slot;
    return snapshot;
}

struct snapshot *pin_take(void **pin)
{
    struct snapshot *snapshot = load_acquire(&pin_newest), *pinned;
    *pin = NULL;
    if (!snapshot)
        return NULL;
    for (uint32_t step = 0; step < PIN_SLOTS; step++)
        if ((pinned = pin_in(&pin_slots[(thread_self.id + step) % PIN_SLOTS].snapshot, snapshot, pin)))
            return pinned;
    /* Programs that jump out of signal handlers can leave pins behind for ever. From then on nothing is given back. */
    __atomic_store_n(&ran_out, 1, __ATOMIC_SEQ_CST);
    return __atomic_load_n(&pin_newest, __ATOMIC_SEQ_CST);
}

static COLD bool pinned(const struct snapshot *snapshot)
{
    if (__atomic_load_n(&ran_out, __ATOMIC_SEQ_CST))
        return true;
    for (unsigned i = 0; i < PIN_SLOTS; i++)
        if (__atomic_load_n(&pin_slots[i].snapshot, __ATOMIC_SEQ_CST) == snapshot)
            return true;
    return false;
}

static COLD void keep(struct snapshot *old)
{
    for (unsigned i = 0; old && i < RETIRED; i++) {
        struct snapshot *none = NULL;
        if (swap_acquire_release(&retired[i], &none, old))
            old = NULL;
    }
}

/* Whoever takes a snapshot off the list decides on it alone: the address of one that was given back may be a newer
 * one's before a slower thread has made up its mind. */
COLD void pin_retire(struct snapshot *old)
{
    keep(old);
    for (unsigned i = 0; i < RETIRED; i++) {
        struct snapshot *candidate = load_relaxed(&retired[i]);
        if (!candidate || !swap_acquire_release(&retired[i], &candidate, NULL))
            continue;
        if (pinned(candidate))
            keep(candidate);
        else
            snapshot_free(candidate);
    }
}

bool pin_replace(struct snapshot *old, struct snapshot *new)
{
    return __atomic_compare_exchange_n(&pin_newest, &old, new, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}
