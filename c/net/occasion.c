#include "occasion.h"

#include <poll.h>

#include "affliction.h"
#include "descriptor.h"
#include "entry.h"
#include "interest.h"

/* What does not wait is not interrupted: programs take that for what no kernel says, or, of a connect, wait for what
 * does not go on. Who watches it takes a short call for the last one where nothing can come any more, and who watches
 * its changes waits for one after EAGAIN. A stream that has never had a connection has none to lose; one that lost it
 * to a RESET is as new. */
bool occasion_befalls(const struct strike *strike, const void *occasion)
{
    const struct occasion *at = occasion;
    const struct sight *sight = at->sight;
    const struct call *call = at->call;
    bool connecting = call->operation == OPERATION_connect;
    bool waits = sight->waits && call->never != EINTR && !(connecting && sight->type == SOCK_DGRAM);
    bool stream = sight->type == SOCK_STREAM;
    bool lone = stream && !sight->connected && !sight->connecting && !connecting && !sight_polls(at->fd, POLLRDHUP);
    switch (strike->effect) {
    case EFFECT_ERRNO:
    case EFFECT_FAIL_AFTER:
        return waits || (strike->error != EINTR &&
                         (strike->error != EAGAIN || connecting || !(interest_by_changes() & EPOLLET)));
    case EFFECT_DROP:
        return sight->type == SOCK_DGRAM;
    case EFFECT_RESET:
        return stream && (!lone || affliction_of(sight->inode) == AFFLICTION_RESET);
    case EFFECT_SHORT:
        return stream && (waits || !(interest_by_changes() || sight_polls(at->fd, POLLHUP)));
    case EFFECT_BLACKHOLE:
        return sight->endpoint.transport != TRANSPORT_OTHER && !lone;
    default:
        return true;
    }
}

/* What befell the socket before is not recorded again. */
static void reset(struct fault *fault, struct strike *strike, int fd, const struct sight *sight)
{
    bool before = affliction_of(sight->inode) == AFFLICTION_RESET;
    bool now = !before && affliction_reset(fd, sight->endpoint.transport == TRANSPORT_TCP);
    if (now) {
        affliction_keep(sight->inode, AFFLICTION_RESET, 0);
        descriptor_forget(fd);
        damage_record(fault, strike, 0);
    } else
        verdict_spare(strike, 1);
    if (before || now)
        fault->error = ECONNRESET;
}

/* A datagram to an address vanishes alone, not what its socket receives. False: nothing happened. */
static bool fall_into_black_hole(struct fault *fault, struct strike *strike, int fd, const struct sight *sight)
{
    if (fault->call.operation == OPERATION_send && !sight->connected) {
        strike->value = DATAGRAM_ALONE;
        return true;
    }
    if (affliction_of(sight->inode) == AFFLICTION_BLACKHOLE) {
        verdict_spare(strike, 1);
        return true;
    }
    if (!affliction_deafen(fd))
        return false;
    if (fault->call.operation != OPERATION_connect) {
        affliction_keep(sight->inode, AFFLICTION_BLACKHOLE, 0);
        descriptor_forget(fd);
    }
    damage_record(fault, strike, 0);
    return true;
}

void occasion_afflict(struct fault *fault, const struct occasion *at)
{
    for (uint32_t i = fault->damages; i-- > 0 && !fault->error;) {
        struct strike *strike = &fault->damage[i];
        if (strike->effect == EFFECT_RESET)
            reset(fault, strike, at->fd, at->sight);
        else if (strike->effect == EFFECT_BLACKHOLE && !fall_into_black_hole(fault, strike, at->fd, at->sight))
            damage_leave_out(fault, BIT(BLACKHOLE));
    }
}
