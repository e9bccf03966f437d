#include "descriptor.h"

#include "../core/answers.h"
#include "../core/bytes.h"
#include "../core/counter.h"
#include "../core/library.h"
#include "../core/system.h"
#include "affliction.h"
#include "entry.h"

/* What is known of descriptors, in one word: descriptor / ENTRIES (10 bits), selection (16), transport (2), afflicted
 * (1), whether it sent to an address (1), expires (1), version (18), tick (15). Selection 0 is none known, FOREIGN that
 * of what is no socket. Only what expires has a tick. */
#define ENTRIES 1024
#define FOREIGN (SNAPSHOT_SELECTIONS + 1)
#define LARGEST ((1 << 20) - 1)
#define DESCRIPTOR_SHIFT 54
#define FOUND_SHIFT 38
#define TRANSPORT_SHIFT 36
#define AFFLICTED ((uint64_t)1 << 35)
#define SENT ((uint64_t)1 << 34)
#define EXPIRES ((uint64_t)1 << 33)
#define VERSION_SHIFT 15
#define VERSION_MASK ((1u << 18) - 1)
#define TICK_MASK ((1u << 15) - 1)

/* Several milliseconds. */
#if defined __x86_64__
#define TICK_CYCLES_SHIFT 23
#else
#define TICK_CYCLES_SHIFT 18
#endif
#define TICKS 4

static uint64_t known[ENTRIES];
/* Where it last sent to: descriptor (32 bits), selection (16), version (16). */
static uint64_t receivers[ENTRIES];
static uint32_t changes;
static struct sight inherited[3];

static uint32_t tick(void)
{
    return (uint32_t)(clock_cycles() >> TICK_CYCLES_SHIFT) & TICK_MASK;
}

static uint64_t identity(int fd, uint32_t version)
{
    return (uint64_t)(fd / ENTRIES) << DESCRIPTOR_SHIFT | (uint64_t)(version & VERSION_MASK) << VERSION_SHIFT;
}

#define IDENTITY ((uint64_t)(LARGEST / ENTRIES) << DESCRIPTOR_SHIFT | (uint64_t)VERSION_MASK << VERSION_SHIFT)

/* The entry of the descriptor, or 0. */
static uint64_t recall(int fd, uint32_t version)
{
    uint64_t entry = load_acquire(&known[fd % ENTRIES]);
    if ((entry & IDENTITY) != identity(fd, version))
        return 0;
    return entry & EXPIRES && ((tick() - (uint32_t)entry) & TICK_MASK) > TICKS ? 0 : entry;
}

static void keep(int fd, uint32_t version, uint32_t selection, enum transport transport, uint64_t flags)
{
    uint64_t entry = 0;
    if (selection && fd <= LARGEST) {
        entry = identity(fd, version) | (uint64_t)selection << FOUND_SHIFT | (uint64_t)transport << TRANSPORT_SHIFT;
        entry |= flags & EXPIRES ? flags | tick() : flags;
    }
    store_release(&known[fd % ENTRIES], entry);
}

static uint32_t selection_in(uint64_t entry)
{
    return entry >> FOUND_SHIFT & UINT16_MAX;
}

static uint64_t receiver(int fd, uint32_t selection, uint32_t version)
{
    return (uint64_t)(unsigned)fd << 32 | (uint64_t)selection << 16 | (version & UINT16_MAX);
}

/* The selection of where the descriptor last sent to, or 0. */
static uint32_t receiver_of(int fd, uint64_t entry, uint32_t version)
{
    uint64_t last = entry & SENT ? load_acquire(&receivers[fd % ENTRIES]) : 0;
    uint32_t selection = last >> 16 & UINT16_MAX;
    return last == receiver(fd, selection, version) ? selection : 0;
}

uint32_t descriptor_changes(void)
{
    return load_acquire(&changes);
}

uint32_t descriptor_version(const struct snapshot *snapshot)
{
    return snapshot->generation + answers_count();
}

void descriptor_start(void)
{
    for (int fd = 0; fd < 3; fd++)
        sight_identity(fd, &inherited[fd]);
}

bool descriptor_any(int fd)
{
    struct sight sight;
    return fd > 2 || !inherited[fd].inode || !sight_identity(fd, &sight) || sight.inode != inherited[fd].inode ||
           sight.device != inherited[fd].device;
}

static uint32_t select_of(struct snapshot *snapshot, int fd, const struct endpoint *endpoint,
                          struct selection *selection)
{
    endpoint_select(snapshot, endpoint, descriptor_any(fd), selection);
    return snapshot_intern(snapshot, selection);
}

/* A socket that is neither connected nor bound may be connected out of our sight. */
static uint32_t remember(struct snapshot *snapshot, int fd, const struct sight *sight, uint64_t flags,
                         struct selection *selection)
{
    uint32_t number = select_of(snapshot, fd, &sight->endpoint, selection);
    if (affliction_any() && affliction_of(sight->inode))
        flags |= AFFLICTED;
    if (!sight->connected && !sight->endpoint.named)
        flags |= EXPIRES;
    keep(fd, descriptor_version(snapshot), number, sight->endpoint.transport, flags);
    return number;
}

static COLD bool find_anew(struct snapshot *snapshot, int fd, struct descriptor *found, struct selection *space)
{
    struct sight sight;
    if (!sight_of(fd, &sight)) {
        keep(fd, descriptor_version(snapshot), FOREIGN, TRANSPORT_UNKNOWN, EXPIRES);
        return false;
    }
    remember(snapshot, fd, &sight, 0, space);
    *found = (struct descriptor){space, sight.endpoint.transport, affliction_any() && affliction_of(sight.inode)};
    return true;
}

bool descriptor_find(struct snapshot *snapshot, int fd, struct descriptor *found, struct selection *space)
{
    if (fd < 0)
        return false;
    uint64_t entry = recall(fd, descriptor_version(snapshot));
    if (!entry)
        return find_anew(snapshot, fd, found, space);
    if (selection_in(entry) == FOREIGN)
        return false;
    uint32_t number = receiver_of(fd, entry, descriptor_version(snapshot));
    found->selection = snapshot_selection(snapshot, selection_in(entry));
    found->transport = (enum transport)(entry >> TRANSPORT_SHIFT & 3);
    found->afflicted = (entry & AFFLICTED) != 0;
    if (number) {
        *space = *found->selection;
        endpoint_unite(snapshot, space, snapshot_selection(snapshot, number));
        found->selection = space;
    }
    return true;
}

/* While it is being connected the kernel does not tell to what. */
bool descriptor_still(struct snapshot *snapshot, int fd, struct sight *sight)
{
    struct selection selection;
    uint64_t entry = recall(fd, descriptor_version(snapshot));
    if (!sight_of(fd, sight)) {
        descriptor_forget(fd);
        return false;
    }
    return (sight->connecting && entry) ||
           remember(snapshot, fd, sight, entry & SENT, &selection) == selection_in(entry);
}

void descriptor_note(int fd, const struct endpoint *endpoint)
{
    void *pin;
    struct selection selection;
    struct snapshot *snapshot = library_rests() ? NULL : snapshot_pin(&pin);
    if (!snapshot)
        return;
    keep(fd, descriptor_version(snapshot), select_of(snapshot, fd, endpoint, &selection), endpoint->transport, 0);
    snapshot_unpin(pin);
    add_relaxed(&changes, 1);
}

enum transport descriptor_transport(int fd)
{
    void *pin;
    struct descriptor found = {NULL, TRANSPORT_UNKNOWN, false};
    struct selection space;
    struct snapshot *snapshot = snapshot_pin(&pin);
    if (snapshot)
        descriptor_find(snapshot, fd, &found, &space);
    snapshot_unpin(pin);
    return found.transport;
}

void descriptor_sent(struct snapshot *snapshot, int fd, const struct selection *selection)
{
    uint32_t version = descriptor_version(snapshot);
    uint64_t entry = recall(fd, version);
    uint32_t number = snapshot_intern(snapshot, selection);
    if (!entry || number == selection_in(entry) || number == receiver_of(fd, entry, version))
        return;
    store_release(&receivers[fd % ENTRIES], receiver(fd, number, version));
    store_release(&known[fd % ENTRIES], entry | SENT);
}

void descriptor_forget(int fd)
{
    if (fd < 0 || library_rests())
        return;
    keep(fd, 0, 0, TRANSPORT_UNKNOWN, 0);
    add_relaxed(&changes, 1);
}

void descriptor_forget_all(void)
{
    for (int i = 0; i < ENTRIES && !library_rests(); i++)
        store_relaxed(&known[i], 0);
    add_relaxed(&changes, 1);
}
