#include "descriptor.h"

#include "../core/answers.h"
#include "../core/bytes.h"
#include "../core/counter.h"
#include "../core/library.h"
#include "../core/process.h"
#include "../core/system.h"
#include "affliction.h"
#include "entry.h"
#include "known.h"

/* Several milliseconds. */
#if defined __x86_64__
#define TICK_CYCLES_SHIFT 23
#else
#define TICK_CYCLES_SHIFT 18
#endif
#define TICKS 4

uint64_t known[KNOWN_ENTRIES];
static uint32_t changes;
static struct sight inherited[3];

static uint16_t tick(void)
{
    return (uint16_t)(clock_cycles() >> TICK_CYCLES_SHIFT);
}

static uint32_t selection_in(uint64_t entry)
{
    return entry >> FOUND_SHIFT & UINT16_MAX;
}

static uint64_t *word_of(int fd)
{
    return &known[(unsigned)fd % KNOWN_ENTRIES];
}

static bool is_socket(int fd, uint32_t version, uint64_t entry)
{
    if ((entry & IDENTITY) != known_identity(fd, version) || !selection_in(entry) || selection_in(entry) == FOREIGN)
        return false;
    return !(entry & EXPIRES) || (uint16_t)(tick() - (entry >> SENT_SHIFT)) <= TICKS;
}

/* The socket's entry, or 0. */
static uint64_t recall(int fd, uint32_t version)
{
    uint64_t entry = load_acquire(word_of(fd));
    return is_socket(fd, version, entry) ? entry : 0;
}

static uint64_t unknown(int fd)
{
    return known_identity(fd, 0) | (add_relaxed(&changes, 1) + 1);
}

/* Unless something was noted of it since it was that: false. */
static COLD bool keep(int fd, uint64_t before, uint32_t version, uint32_t selection, enum transport transport,
                      uint64_t flags)
{
    uint64_t entry =
        known_identity(fd, version) | (uint64_t)selection << FOUND_SHIFT | (uint64_t)transport << TRANSPORT_SHIFT;
    if (flags & EXPIRES)
        entry |= (flags & ~SENT) | (uint64_t)tick() << SENT_SHIFT;
    else
        entry |= flags;
    return swap_acquire_release(word_of(fd), &before, selection && fd <= LARGEST ? entry : unknown(fd));
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

static COLD uint32_t select_of(struct snapshot *snapshot, int fd, const struct endpoint *endpoint,
                               struct selection *selection)
{
    endpoint_select(snapshot, endpoint, descriptor_any(fd), selection);
    return snapshot_intern(snapshot, selection);
}

/* A socket that is neither connected nor bound may be connected out of our sight. */
static COLD uint32_t remember(struct snapshot *snapshot, int fd, uint64_t before, const struct sight *sight,
                              uint64_t flags, struct selection *selection)
{
    uint32_t number = select_of(snapshot, fd, &sight->endpoint, selection);
    if (affliction_of(sight->inode))
        flags |= AFFLICTED;
    if (!sight->connected && !sight->endpoint.named)
        flags |= EXPIRES;
    keep(fd, before, descriptor_version(snapshot), number, sight->endpoint.transport, flags);
    return number;
}

static COLD bool find_anew(struct snapshot *snapshot, int fd, struct descriptor *found, struct selection *space)
{
    struct sight sight;
    uint64_t before = load_acquire(word_of(fd));
    if (!sight_of(fd, &sight))
        return false;
    remember(snapshot, fd, before, &sight, 0, space);
    *found = (struct descriptor){space, sight.endpoint.transport, affliction_of(sight.inode) != AFFLICTION_NONE};
    return true;
}

COLD bool descriptor_find(struct snapshot *snapshot, int fd, struct descriptor *found, struct selection *space)
{
    uint64_t entry = fd < 0 ? 0 : recall(fd, descriptor_version(snapshot));
    if (!entry)
        return fd >= 0 && find_anew(snapshot, fd, found, space);
    uint32_t sent = entry & EXPIRES ? 0 : (entry & SENT) >> SENT_SHIFT;
    found->selection = snapshot_selection(snapshot, selection_in(entry));
    found->transport = (enum transport)(entry >> TRANSPORT_SHIFT & 3);
    found->afflicted = (entry & AFFLICTED) != 0;
    if (sent) {
        *space = *found->selection;
        endpoint_unite(snapshot, space, snapshot_selection(snapshot, sent), UINT32_MAX);
        found->selection = space;
    }
    return true;
}

/* While it is being connected the kernel does not tell to what. */
COLD bool descriptor_still(struct snapshot *snapshot, int fd, struct sight *sight)
{
    struct selection selection;
    uint64_t before = load_acquire(word_of(fd));
    uint64_t entry = is_socket(fd, descriptor_version(snapshot), before) ? before : 0;
    if (!sight_of(fd, sight)) {
        descriptor_forget(fd);
        return false;
    }
    return (sight->connecting && entry) ||
           remember(snapshot, fd, before, sight, entry & EXPIRES ? 0 : entry & SENT, &selection) == selection_in(entry);
}

COLD void descriptor_note(int fd, const struct endpoint *endpoint)
{
    void *pin;
    struct selection selection;
    struct snapshot *snapshot = library_rests() ? NULL : pin_take(&pin);
    if (!snapshot)
        return;
    uint32_t number = select_of(snapshot, fd, endpoint, &selection);
    while (!keep(fd, load_acquire(word_of(fd)), descriptor_version(snapshot), number, endpoint->transport, 0))
        ;
    pin_release(pin);
    add_relaxed(&changes, 1);
}

/* Unknown where there are no rules, or no socket. */
static COLD enum transport transport_of(int fd)
{
    void *pin;
    struct descriptor found = {NULL, TRANSPORT_UNKNOWN, false};
    struct selection space;
    struct snapshot *snapshot = pin_take(&pin);
    if (snapshot)
        descriptor_find(snapshot, fd, &found, &space);
    pin_release(pin);
    return found.transport;
}

COLD void descriptor_meets(int fd, int like, const struct sockaddr *address, socklen_t length)
{
    char path[ENDPOINT_TEXT];
    struct endpoint endpoint = endpoint_read(transport_of(like), address, length, path);
    if (endpoint.named && endpoint.transport != TRANSPORT_UNKNOWN)
        descriptor_note(fd, &endpoint);
    else
        descriptor_forget(fd);
}

void descriptor_sent(const struct snapshot *snapshot, int fd, uint32_t selection)
{
    uint64_t entry = recall(fd, descriptor_version(snapshot));
    uint64_t sent = (uint64_t)selection << SENT_SHIFT;
    if (entry && selection != selection_in(entry) && (sent | (entry & EXPIRES)) != (entry & (SENT | EXPIRES)))
        store_release(word_of(fd), (entry & ~(SENT | EXPIRES)) | sent);
}

void descriptor_forget(int fd)
{
    if (fd >= 0 && !library_rests())
        store_release(word_of(fd), unknown(fd));
}

COLD void descriptor_forget_all(void)
{
    for (int fd = 0; fd < KNOWN_ENTRIES; fd++)
        descriptor_forget(fd);
}

void descriptor_closing(int fd)
{
    uint64_t entry;
    if (fd < 0 || library_rests())
        return;
    entry = load_acquire(word_of(fd));
    if (entry != known_foreign(fd, library_rules()) && !known_nothing(fd, entry))
        descriptor_forget(fd);
}

static void keep_foreign(int fd, uint64_t before, uint32_t generation)
{
    swap_acquire_release(word_of(fd), &before, known_foreign(fd, generation));
}

#define AT_ONCE 64

/* Numbers that are not in use when rules come into force. */
static COLD void keep_unused(uint32_t generation)
{
    uint64_t before[AT_ONCE];
    struct pollfd polled[AT_ONCE];
    struct timespec no_time = {0, 0};
    for (int first = 0; first < KNOWN_ENTRIES; first += AT_ONCE) {
        for (int i = 0; i < AT_ONCE; i++) {
            before[i] = load_acquire(&known[first + i]);
            polled[i] = (struct pollfd){first + i, 0, 0};
        }
        system_call(SYS_ppoll, polled, AT_ONCE, &no_time, NULL, 0);
        for (int i = 0; i < AT_ONCE; i++)
            if (polled[i].revents & POLLNVAL && !is_socket(first + i, generation + answers_count(), before[i]))
                keep_foreign(first + i, before[i], generation);
    }
}

/* A child of vfork has our memory, but files of its own: nothing is kept there. */
static COLD bool look(int fd)
{
    static uint32_t looked;
    struct sight sight;
    uint32_t generation = library_rules(), last = load_relaxed(&looked);
    bool ours = fd <= LARGEST && process_owns_memory();
    if (ours && last != generation && swap_acquire_release(&looked, &last, generation))
        keep_unused(generation);
    uint64_t before = load_acquire(word_of(fd));
    if (is_socket(fd, generation + answers_count(), before) || sight_identity(fd, &sight))
        return false;
    if (ours)
        keep_foreign(fd, before, generation);
    return true;
}

bool descriptor_foreign(int fd)
{
    uint32_t generation = library_rules();
    if (fd < 0)
        return true;
    uint64_t entry = load_acquire(word_of(fd));
    return entry == known_foreign(fd, generation) || (!is_socket(fd, generation + answers_count(), entry) && look(fd));
}
