/* The newest snapshot, and who keeps which alive. A reader pins the snapshot it looks at; one that has been replaced is
 * given back when nobody has it pinned. Lock-free and async-signal-safe. */
#ifndef CHAOS_PIN_H
#define CHAOS_PIN_H

#include "attributes.h"
#include "counter.h"
#include "snapshot.h"
#include "thread.h"

#define PIN_SLOTS 64
struct pin_slot {
    struct snapshot *snapshot;
    char line[56]; /* a cache line for each */
};
extern struct snapshot *pin_newest __attribute__((visibility("hidden")));
extern struct pin_slot pin_slots[PIN_SLOTS] __attribute__((visibility("hidden")));

/* The newest snapshot, kept alive until the pin is released; NULL before the first. */
COLD struct snapshot *pin_take(void **pin);

/* The same at once, where nobody else has the thread's place. A snapshot that is the newest once it is there is kept
 * alive. */
static inline struct snapshot *pin_take_fast(void **pin)
{
    struct snapshot *newest = load_acquire(&pin_newest), *none = NULL;
    struct snapshot **place = &pin_slots[thread_self.id % PIN_SLOTS].snapshot;
    if (UNLIKELY(!newest || load_relaxed(place) ||
                 !__atomic_compare_exchange_n(place, &none, newest, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)))
        return pin_take(pin);
    *pin = place;
    bool replaced = __atomic_load_n(&pin_newest, __ATOMIC_SEQ_CST) != newest;
    return UNLIKELY(replaced) ? (store_release(place, NULL), pin_take(pin)) : newest;
}
static inline void pin_release(void *pin)
{
    if (pin)
        store_release((struct snapshot **)pin, NULL);
}
/* Puts a newer snapshot in place of `old`, which is pinned or NULL; false when somebody else did so before. */
bool pin_replace(struct snapshot *old, struct snapshot *new);
/* Gives a snapshot back that is no longer the newest, as soon as nobody has it pinned. NULL is none. */
void pin_retire(struct snapshot *old);

#endif
