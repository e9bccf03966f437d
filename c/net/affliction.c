#include "affliction.h"

#include "../core/attributes.h"
#include "../core/counter.h"
#include "../core/system.h"
#include "sight.h"

#include <errno.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>

/* Inode (32 bits), error (16), affliction (16). */
#define ENTRIES 256
static uint64_t afflicted[ENTRIES];
uint32_t affliction_count;

static uint64_t *entry_of(uint64_t inode)
{
    for (uint64_t *entry = afflicted; entry < afflicted + ENTRIES; entry++) {
        uint64_t found = load_relaxed(entry);
        if (found && found >> 32 == (uint32_t)inode)
            return entry;
    }
    return NULL;
}

enum affliction affliction_of(uint64_t inode)
{
    uint64_t *entry = entry_of(inode);
    return entry ? (enum affliction)(load_relaxed(entry) & 0xffff) : AFFLICTION_NONE;
}

void affliction_keep(uint64_t inode, enum affliction affliction, int error)
{
    uint64_t *entry = entry_of(inode);
    if (!entry)
        entry = &afflicted[add_relaxed(&affliction_count, 1) % ENTRIES];
    store_relaxed(entry, inode << 32 | (uint64_t)error << 16 | affliction);
}

int affliction_take_error(int fd)
{
    struct sight sight;
    uint64_t *entry = affliction_any() && sight_identity(fd, &sight) ? entry_of(sight.inode) : NULL;
    uint64_t found = entry ? load_relaxed(entry) : 0;
    if ((found & 0xffff) != AFFLICTION_REFUSED || !swap_acquire_release(entry, &found, 0))
        return 0;
    return (int)(found >> 16 & 0xffff);
}

/* A TCP connection that is dissolved (connect(2), AF_UNSPEC) sends a reset and reports ECONNRESET to who waits for it,
 * whatever SO_LINGER says. */
static bool dissolve(int fd)
{
    struct sockaddr none = {AF_UNSPEC, {0}};
    return !system_call(SYS_connect, fd, &none, sizeof none);
}

/* Unix sockets know no reset: the peer sees the end. That a TCP socket has none to be shut down any more is an error,
 * but who polls it is told to read from then on, as after a reset that came. */
bool affliction_reset(int fd, bool tcp)
{
    if (tcp && !dissolve(fd))
        return false;
    system_call(SYS_shutdown, fd, SHUT_RDWR);
    return true;
}

/* A filter that lets nothing through (socket(7), SO_ATTACH_FILTER) is before everything that a socket takes notice of:
 * acknowledgements as well, so that who waits for them waits as if the network had gone. */
static bool let_nothing_in(int fd)
{
    struct sock_filter nothing = {BPF_RET | BPF_K, 0, 0, 0};
    struct sock_fprog program = {1, &nothing};
    return !system_call(SYS_setsockopt, fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

/* The end that the peer has sent would be told for ever. So the connection is dissolved, and the socket connected to
 * itself (RFC 793, simultaneous open), under the address that it had: it is one on which nothing has come yet, for all
 * who wait for it. */
static void forget_end(int fd)
{
    int none = 0;
    union {
        struct sockaddr_in inet; /* the port is at the same place in IPv6 */
        struct sockaddr_in6 inet6;
    } own;
    socklen_t length = sizeof own;
    if (system_call(SYS_setsockopt, fd, SOL_SOCKET, SO_DETACH_FILTER, &none, sizeof none) ||
        system_call(SYS_getsockname, fd, &own, &length))
        return;
    dissolve(fd);
    own.inet.sin_port = 0;
    system_call(SYS_bind, fd, &own, length);
    system_call(SYS_getsockname, fd, &own, &length);
    system_call(SYS_connect, fd, &own, length);
    let_nothing_in(fd);
}

/* Empty datagrams and an error that waits to be told are no end; what has ended says so again and again. */
#define FRUITLESS 64

bool affliction_deafen(int fd)
{
    char gone[256]; /* of whosever stack */
    long length = 0;
    if (!let_nothing_in(fd))
        return false;
    for (unsigned fruitless = 0; fruitless < FRUITLESS && length != -EAGAIN; fruitless = length > 0 ? 0 : fruitless + 1)
        length = system_call(SYS_recvfrom, fd, gone, sizeof gone, MSG_DONTWAIT, NULL, NULL);
    /* The peer has sent its end, whatever state its own end has brought the connection to. */
    if (sight_state(fd) && sight_polls(fd, POLLRDHUP))
        forget_end(fd);
    return true;
}
