/* Which addresses stand for which host names, as programs were told: dns adds what resolving gave, net asks. A set in a
 * file of the run directory (docs/telemetry.md, answers), which the libraries of all processes share; without a run,
 * the process's own. Host names are compared without case and without a dot at the end, an IPv4 address that is written
 * as an IPv6 one as itself. Lock-free, async-signal-safe. */
#ifndef CHAOS_ANSWERS_H
#define CHAOS_ANSWERS_H

#include "address.h"
#include "counter.h"

/* Maps the run's file, where there is one. Before that, and where there is no room, nothing is known. */
void answers_start(void);
/* Whether what one library adds reaches the others: there is a run. */
bool answers_shared(void);
/* The same for all spellings of a host's name. */
uint64_t answers_host(struct text host);
void answers_add(struct text host, const struct address *address);
bool answers_have(struct text host, const struct address *address);
/* Grows with every answer that is new, so that who remembers what it was told can see that there is more. */
extern const uint32_t *answers_counted __attribute__((visibility("hidden")));
static inline uint32_t answers_count(void)
{
    return load_acquire(answers_counted);
}

#endif
