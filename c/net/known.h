/* What is known of descriptors, in a word for each: descriptor / KNOWN_ENTRIES (10 bits), selection (16), that of where
 * it last sent to, or of what expires the tick at which it was found (16), transport (2), afflicted (1), expires (1),
 * version (18). Selection 0 is none known, and how many changes there had been (32) makes that unlike any before.
 * FOREIGN is that of what is no socket, with the rules' generation for a version: it holds until the number is given to
 * what may be one, all of which is seen, but for what a program does without the libc, and a child of vfork in its own
 * files. */
#ifndef CHAOS_NET_KNOWN_H
#define CHAOS_NET_KNOWN_H

#include "../core/snapshot.h"
#include "entry.h"

#define KNOWN_ENTRIES 1024
#define LARGEST ((1 << 20) - 1)
#define FOREIGN (SNAPSHOT_SELECTIONS + 1)
#define FOUND_SHIFT 38
#define SENT_SHIFT 22
#define SENT ((uint64_t)UINT16_MAX << SENT_SHIFT)
#define TRANSPORT_SHIFT 20
#define AFFLICTED ((uint64_t)1 << 19)
#define EXPIRES ((uint64_t)1 << 18)
#define VERSION (EXPIRES - 1)
#define IDENTITY ((uint64_t)1023 << 54 | VERSION)

extern uint64_t known[KNOWN_ENTRIES] __attribute__((visibility("hidden")));

static inline uint64_t known_identity(int fd, uint32_t version)
{
    return (uint64_t)((unsigned)fd / KNOWN_ENTRIES) << 54 | (version & VERSION);
}

static inline uint64_t known_foreign(int fd, uint32_t generation)
{
    return known_identity(fd, generation) | (uint64_t)FOREIGN << FOUND_SHIFT;
}

static inline bool known_nothing(int fd, uint64_t entry)
{
    return entry >> FOUND_SHIFT == known_identity(fd, 0) >> FOUND_SHIFT;
}

/* The selection of a socket of which nothing else is known, under a version; 0: there is none, or more is known. */
static inline uint32_t known_selection(int fd, uint32_t version)
{
    uint64_t entry = load_acquire(&known[(unsigned)fd % KNOWN_ENTRIES]);
    uint32_t selection = entry >> FOUND_SHIFT & UINT16_MAX;
    bool alone = (entry & (IDENTITY | SENT | AFFLICTED | EXPIRES)) == known_identity(fd, version);
    return LIKELY(fd >= 0 && alone && selection <= SNAPSHOT_SELECTIONS) ? selection : 0;
}

/* Whether its being closed need neither be seen nor noted, as far as is known at once, if nothing has become old. */
static inline bool known_closes_unseen(int fd)
{
    uint64_t entry = load_acquire(&known[(unsigned)fd % KNOWN_ENTRIES]);
    return fd >= 0 && (entry == known_foreign(fd, library_rules()) ||
                       (known_nothing(fd, entry) && !library_may_name(OPERATION_close)));
}

#endif
