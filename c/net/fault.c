/* From a call's target to its fault: the slow path of every entry of net. */
#include "../core/answers.h"
#include "../core/bytes.h"
#include "../core/memo.h"
#include "../core/random.h"
#include "../core/record.h"
#include "../core/system.h"
#include "affliction.h"
#include "descriptor.h"
#include "entry.h"
#include "known.h"
#include "occasion.h"

#include <limits.h>

/* What a call is about: a socket, and an address where the call names one. */
struct target {
    int fd;
    const struct sockaddr *address;
    socklen_t length;
    enum transport made; /* of a socket that the call would make */
};

/* The address that the call names is what it is about, and need not be looked at again. False: it is no socket, or not
 * the one any more that it was found to be. */
static COLD bool see(struct snapshot *snapshot, const struct target *target, struct sight *sight)
{
    if (target->made) {
        sight->endpoint.transport = target->made;
        sight->type = 0;
        sight->waits = true;
    } else if (!(target->address ? sight_of(target->fd, sight) : descriptor_still(snapshot, target->fd, sight))) {
        return false;
    }
    if (target->address)
        sight->endpoint = endpoint_read(sight->endpoint.transport, target->address, target->length, sight->path);
    return true;
}

static COLD void sample(const struct call *call, struct snapshot *snapshot, const struct target *target)
{
    struct sight sight;
    char buffer[ENDPOINT_TEXT];
    if (see(snapshot, target, &sight))
        record_sample(call, endpoint_write(&sight.endpoint, buffer));
}

static COLD void strike(struct fault *fault, const struct call *call, struct snapshot *snapshot,
                        const struct target *target, struct verdict *verdict, void *pin)
{
    char buffer[ENDPOINT_TEXT];
    struct sight sight;
    if (!see(snapshot, target, &sight)) {
        verdict_leave(verdict, pin);
        return;
    }
    const struct occasion occasion = {call, &sight, target->fd};
    verdict->count = verdict_leave_out(verdict->strikes, verdict->count, occasion_befalls, &occasion);
    verdict_strike(fault, call, verdict, endpoint_write(&sight.endpoint, buffer), pin);
    if (fault->damages && !fault->error)
        occasion_afflict(fault, &occasion);
}

/* By the selectors that fit the target; unpins. */
HOT_PART void decide(struct fault *fault, const struct call *call, struct snapshot *snapshot,
                     const struct selection *selection, const struct target *target, void *pin)
{
    struct verdict verdict;
    verdict_decide(snapshot, selection, call, &verdict);
    if (UNLIKELY(!verdict.matched) && record_wants_sample(call->operation))
        sample(call, snapshot, target);
    if (UNLIKELY(verdict.count))
        strike(fault, call, snapshot, target, &verdict, pin);
    else
        pin_release(pin);
}

/* What befell the socket before. */
static COLD void go_on(struct fault *fault, const struct call *call, int fd)
{
    struct sight sight;
    bool sending = call->operation == OPERATION_send;
    if (!(sending || call->operation == OPERATION_recv) || !sight_identity(fd, &sight))
        return;
    enum affliction affliction = affliction_of(sight.inode);
    if (affliction == AFFLICTION_RESET)
        fault->error = ECONNRESET;
    if (affliction == AFFLICTION_BLACKHOLE && sending) {
        fault->call = *call;
        fault->damages = 1;
        fault->damage[0] = (struct strike){.effect = EFFECT_BLACKHOLE};
    }
}

/* What was found for addresses before, by what they and the rules are; unix paths are too long. */
static MEMO(addresses, MEMO_ENTRIES);

static uint64_t address_key(const struct snapshot *snapshot, const struct target *target, enum transport transport,
                            bool any)
{
    uint64_t words[3] = {0, 0, 0};
    size_t length = target->address->sa_family == AF_INET ? 8 : 24;
    if (target->length < length || (length == 24 && target->address->sa_family != AF_INET6))
        return 0;
    __builtin_memcpy(words, target->address, length);
    uint64_t key = random_key(words[0], (uint64_t)descriptor_version(snapshot) << 3 | transport << 1 | any);
    return length == 8 ? key : random_key(random_key(key, words[1]), words[2]);
}

static uint32_t select_address(struct snapshot *snapshot, const struct target *target, enum transport transport,
                               struct selection *selection)
{
    uint64_t number;
    char path[ENDPOINT_TEXT];
    bool any = descriptor_any(target->fd);
    uint64_t key = address_key(snapshot, target, transport, any);
    if (memo_find(addresses, MEMO_ENTRIES, key, &number)) {
        *selection = *snapshot_selection(snapshot, (uint32_t)number);
        return (uint32_t)number;
    }
    struct endpoint endpoint = endpoint_read(transport, target->address, target->length, path);
    endpoint_select(snapshot, &endpoint, any, selection);
    number = snapshot_intern(snapshot, selection);
    if (number)
        memo_keep(addresses, MEMO_ENTRIES, key, number);
    return (uint32_t)number;
}

/* The selectors that fit the target; NULL: it is no socket. */
static const struct selection *select_target(struct snapshot *snapshot, const struct target *target,
                                             struct descriptor *found, struct selection *space)
{
    if (!target->made && !descriptor_find(snapshot, target->fd, found, space))
        return NULL;
    if (!target->address)
        return found->selection;
    uint32_t number = select_address(snapshot, target, found->transport, space);
    if (found->transport == TRANSPORT_UDP && !target->made)
        descriptor_sent(snapshot, target->fd, number);
    return space;
}

static COLD int target_fault(struct fault *fault, struct call call, const struct target *target)
{
    void *pin;
    struct selection space;
    struct descriptor found = {NULL, target->made, false};
    bool shared = net_shared(&call);
    struct snapshot *snapshot = library_pin(call.operation, &pin);
    if (!snapshot) {
        if (!shared)
            library_count(call.operation);
        return 0;
    }
    const struct selection *selection = NULL;
    if (shared || target->address || library_named(snapshot, call.operation) || affliction_any())
        selection = select_target(snapshot, target, &found, &space);
    if (selection || !shared)
        library_count(call.operation);
    if (selection && library_named(snapshot, call.operation))
        decide(fault, &call, snapshot, selection, target, pin);
    else
        pin_release(pin);
    if (found.afflicted && !fault->error)
        go_on(fault, &call, target->fd);
    return fault->error;
}

/* At once where the selectors are all that is known of the socket. */
HOT_BODY int net_fault_seen(struct fault *fault, struct call call, int fd)
{
    void *pin;
    const struct target target = {fd, NULL, 0, TRANSPORT_UNKNOWN};
    uint32_t generation = library_rules(), number = known_selection(fd, generation + answers_count());
    fault->error = 0;
    fault->damages = 0;
    if (UNLIKELY(!number || !library_current()))
        return target_fault(fault, call, &target);
    struct snapshot *snapshot = library_pin_newest(call.operation, &pin);
    if (UNLIKELY(!snapshot || snapshot->generation != generation || !library_named(snapshot, call.operation))) {
        pin_release(pin);
        return target_fault(fault, call, &target);
    }
    library_counted(call.operation);
    decide(fault, &call, snapshot, snapshot_selection(snapshot, number), &target, pin);
    return fault->error;
}

int net_fault(struct fault *fault, struct call call, int fd)
{
    return net_fault_address(fault, call, fd, NULL, 0);
}

bool net_foreign(unsigned operation, int fd)
{
    if (UNLIKELY(!library_current())) {
        void *pin;
        library_pin(operation, &pin);
        pin_release(pin);
    }
    return (!library_may_name(operation) && !affliction_any()) || descriptor_foreign(fd);
}

int net_fault_address(struct fault *fault, struct call call, int fd, const struct sockaddr *address, socklen_t length)
{
    fault->error = 0;
    fault->damages = 0;
    if (library_asleep(call.operation) && (net_shared(&call) || library_counted(call.operation)))
        return 0;
    if (pointer_is_wild(address) || length < sizeof address->sa_family)
        return net_fault_seen(fault, call, fd);
    return target_fault(fault, call, &(struct target){fd, address, length, TRANSPORT_UNKNOWN});
}

COLD int net_error(struct call call, int fd)
{
    struct fault fault;
    return net_fault(&fault, call, fd);
}

COLD int net_error_new(struct call call, int family, int type, int protocol)
{
    struct fault fault;
    if (library_idle(call.operation))
        return 0;
    const struct sockaddr address = {(sa_family_t)family, {0}};
    const struct target target = {INT_MAX, &address, sizeof address.sa_family, sight_transport(family, type, protocol)};
    fault.error = 0;
    fault.damages = 0;
    return target_fault(&fault, call, &target);
}
