#include "interest.h"

#include <fcntl.h>
#include <sys/resource.h>

#include "../core/bytes.h"
#include "../core/counter.h"
#include "../core/place.h"
#include "../core/system.h"
#include "../core/telemetry.h"
#include "descriptor.h"

/* What the interest lists of epoll amount to: descriptor / ENTRIES (14 bits), selection (16), version (12), changes
 * (22). */
#define ENTRIES 64
static uint64_t known[ENTRIES];
static uint32_t changes;
static bool wanted;

void interest_wanted(void)
{
    store_relaxed(&wanted, true);
}

void interest_changed(void)
{
    if (load_relaxed(&wanted))
        add_relaxed(&changes, 1);
}

static uint32_t by_changes;

void interest_in_changes(uint32_t events)
{
    __atomic_fetch_or(&by_changes, events, __ATOMIC_RELAXED);
}

uint32_t interest_by_changes(void)
{
    return load_relaxed(&by_changes);
}

#define NUMBER_SHIFT 34

static uint64_t entry_of(int epoll, uint32_t number, const struct snapshot *snapshot)
{
    return (uint64_t)(unsigned)(epoll / ENTRIES) << 50 | (uint64_t)number << NUMBER_SHIFT |
           (uint64_t)(descriptor_version(snapshot) & 0xfff) << 22 |
           ((descriptor_changes() + load_acquire(&changes)) & 0x3fffff);
}

/* What is gathered of all descriptors. */
struct gathering {
    struct snapshot *snapshot;
    struct selection *selection;
    bool anew;          /* whether what is remembered of each is looked at again */
    struct text target; /* then the first endpoint that the most specific selector fits */
    char *buffer;
    bool same; /* whether all was as remembered, and open, and the kernel does not refuse the call */
};

static void gather(struct gathering *gathering, int fd)
{
    struct descriptor found;
    struct selection space;
    struct sight sight;
    if (gathering->anew && fd >= 0)
        gathering->same &= !sight_polls(fd, POLLNVAL);
    if (descriptor_foreign(fd) || !descriptor_find(gathering->snapshot, fd, &found, &space))
        return;
    if (!gathering->anew) {
        endpoint_unite(gathering->snapshot, gathering->selection, found.selection, 1u << OPERATION_poll);
        return;
    }
    gathering->same &= descriptor_still(gathering->snapshot, fd, &sight);
    for (uint32_t i = 0; i < found.selection->count && !gathering->target.length; i++)
        if (found.selection->selectors[i] == gathering->selection->selectors[0])
            gathering->target = endpoint_write(&sight.endpoint, gathering->buffer);
}

/* The lines `tfd: 5 events: …` of the descriptor's own list. */
static void gather_epoll(struct gathering *gathering, int epoll)
{
    char path[PLACE_DESCRIPTOR], buffer[512];
    size_t kept = 0;
    place_descriptor("fdinfo", epoll, path);
    long file = system_call(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC), length;
    gathering->same &= file >= 0;
    while ((length = system_call(SYS_read, file, buffer + kept, sizeof buffer - kept)) > 0) {
        struct text rest = {buffer, kept + (size_t)length};
        while (text_has(rest, '\n')) {
            uint64_t fd;
            struct text line = text_take(&rest, '\n');
            if (!text_begins(line, "tfd:"))
                continue;
            line = text_trim((struct text){line.start + 4, line.length - 4});
            if (text_number(text_take(&line, ' '), &fd))
                gather(gathering, (int)fd);
        }
        kept = rest.length < sizeof buffer ? rest.length : 0;
        memmove(buffer, rest.start, kept);
    }
    system_call(SYS_close, file);
}

static bool in_sets(const struct interest *interest, int fd)
{
    for (int i = 0; i < 3; i++)
        if (interest->sets[i] && FD_ISSET(fd, interest->sets[i]))
            return true;
    return false;
}

/* Whether the kernel says so before it looks at any descriptor, or of an epoll's list, which it looks at but cannot
 * hand out without room. */
static bool is_refused(const struct interest *interest, bool anew)
{
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    const long *time = interest->time;
    bool wild = interest->polled_count && pointer_is_wild(interest->polled);
    if (interest->sets_count)
        for (int i = 0; i < 3; i++)
            wild |= interest->sets[i] && pointer_is_wild(interest->sets[i]);
    if (time)
        wild |= pointer_is_wild(time) || time[0] < 0 || (unsigned long)time[1] >= 1000000000;
    if (anew && interest->epoll >= 0)
        wild |= system_call(SYS_epoll_pwait, interest->epoll, NULL, interest->room, 0, NULL, 0) == -EINVAL;
    if (interest->polled_count > FD_SETSIZE)
        system_call(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &limit);
    return wild || interest->sets_count < 0 || interest->polled_count > limit.rlim_cur;
}

static void gather_all(struct gathering *gathering, const struct interest *interest)
{
    if (is_refused(interest, gathering->anew)) {
        gathering->same = false;
        return;
    }
    for (nfds_t i = 0; i < interest->polled_count; i++)
        gather(gathering, interest->polled[i].fd);
    for (int fd = 0; fd < interest->sets_count; fd++)
        if (in_sets(interest, fd))
            gather(gathering, fd);
    if (interest->epoll >= 0)
        gather_epoll(gathering, interest->epoll);
}

static void select_any(struct snapshot *snapshot, const struct interest *interest, struct selection *selection)
{
    struct gathering gathering = {snapshot, selection, false, {NULL, 0}, NULL, true};
    uint64_t *entry = interest->epoll < 0 ? NULL : &known[interest->epoll % ENTRIES];
    uint64_t found = entry ? load_acquire(entry) : 0;
    uint32_t number = found >> NUMBER_SHIFT & UINT16_MAX;
    if (number && found == entry_of(interest->epoll, number, snapshot)) {
        *selection = *snapshot_selection(snapshot, number);
        return;
    }
    selection->count = 0;
    snapshot_add(selection, snapshot->any);
    if (!load_relaxed(&wanted))
        return;
    uint64_t before = entry_of(interest->epoll, 0, snapshot);
    gather_all(&gathering, interest);
    number = entry ? snapshot_intern(snapshot, selection) : 0;
    if (number)
        store_release(entry, before | (uint64_t)number << NUMBER_SHIFT);
}

static COLD void strike(struct fault *fault, const struct call *call, const struct interest *interest,
                        struct snapshot *snapshot, struct selection *selection, struct verdict *verdict, void *pin)
{
    char buffer[ENDPOINT_TEXT];
    struct gathering gathering = {snapshot, selection, true, {buffer, 0}, buffer, true};
    gather_all(&gathering, interest);
    bool found = gathering.target.length || selection->selectors[0] == snapshot->any;
    if (gathering.same && found)
        verdict_strike(fault, call, verdict, gathering.target, pin);
    else
        verdict_leave(verdict, pin);
    /* No other damage befalls it. */
    if (fault->damages)
        damage_record(fault, fault->damage, 0);
}

static COLD int fault_slow(struct call call, const struct interest *interest)
{
    void *pin;
    struct fault fault;
    struct selection selection;
    struct verdict verdict;
    fault.error = 0;
    fault.damages = 0;
    struct snapshot *snapshot = library_enter(call.operation, &pin);
    if (!snapshot)
        return 0;
    verdict.count = 0;
    if (library_named(snapshot, call.operation)) {
        select_any(snapshot, interest, &selection);
        verdict_decide(snapshot, &selection, &call, &verdict);
    }
    if (verdict.count)
        strike(&fault, &call, interest, snapshot, &selection, &verdict, pin);
    else
        pin_release(pin);
    return fault.damages ? INTEREST_IN_VAIN : fault.error;
}

int interest_fault(struct call call, const struct interest *interest)
{
    return library_idle(call.operation) ? 0 : fault_slow(call, interest);
}
