/* What every entry of net uses. An entry decides, fails, and calls:
 *
 *     int error = net_error(CALL(shutdown), fd);
 *     if (error)
 *         return fail(error);
 *     return real.shutdown(fd, how);
 *
 * One whose data can be damaged leaves room for that:
 *
 *     struct fault fault;
 *     if (net_fault(&fault, CALL(send), fd))
 *         return fail(fault.error);
 *     ssize_t result = begun(&fault, fd, flags, NULL, buffer, &length);
 *     if (result != UNTOUCHED)
 *         return result;
 *     return sent(&fault, real.send(fd, buffer, length, flags));
 *
 * and those that programs call most first let pass what need not be seen, as a tail call (net_passes).
 * The call is the caller's own but for that: errno, cancellation and signals are those of the libc's function. */
#ifndef CHAOS_NET_ENTRY_H
#define CHAOS_NET_ENTRY_H

#include "../core/damage.h"
#include "../core/fail.h"
#include "../core/library.h"
#include "../core/pointer.h"
#include "names.h"

#define SYMBOLS_DEF "../net/symbols.def"
#define OPERATIONS_DEF "../net/operations.def"
#include "../core/symbols.h"

/* Those that are called on files as well: they are io's business then, and nothing is counted before it is known that
 * the descriptor is a socket. */
#define SHARED_BIT(name) ((uint64_t)1 << SYMBOL_##name)
#define SHARED                                                                                                         \
    (SHARED_BIT(read) | SHARED_BIT(readv) | SHARED_BIT(__read_chk) | SHARED_BIT(write) | SHARED_BIT(writev) |          \
     SHARED_BIT(sendfile) | SHARED_BIT(sendfile64) | SHARED_BIT(close) | SHARED_BIT(syscall))

static inline bool net_shared(const struct call *call)
{
    return SHARED >> call->symbol & 1;
}

/* Whether the call is not ours, although some rule has to see such calls. It leaves as if we were not there, so that io
 * sees who made it. */
bool net_foreign(unsigned operation, int fd);

/* Whether a call can pass at once; then it is counted, if it is known to be ours. */
static inline __attribute__((always_inline)) bool net_passes(struct call call)
{
    return library_asleep(call.operation) && (net_shared(&call) || counted_in(library_lane(), call.operation));
}

/* The same of one of those that are called on files as well, which may also turn out not to be ours. */
static inline __attribute__((always_inline)) bool net_shared_passes(unsigned operation, int fd)
{
    return library_asleep(operation) || net_foreign(operation, fd);
}

/* Each decides on one call, waits where a rule says so, and returns the error to fail with, or 0; the second leaves
 * what is to be done to the data in the fault. On what a socket is connected to, else bound to. */
int net_error(struct call call, int fd);
int net_fault(struct fault *fault, struct call call, int fd);
/* Of a call that has been found not to pass. */
int net_fault_seen(struct fault *fault, struct call call, int fd);
/* What a function with room for a fault leaves to its caller, the call as it is; it is no result of any. The caller
 * makes it as a tail call: processors mispredict each return that comes after a system call. */
#define UNTOUCHED ((ssize_t)-2)
/* On an address that the call names; NULL is none. */
int net_fault_address(struct fault *fault, struct call call, int fd, const struct sockaddr *address, socklen_t length);
/* What a call with such flags does not fail with: who does not wait is not interrupted. */
static inline int net_never(int flags)
{
    return flags & MSG_DONTWAIT ? EINTR : 0;
}
/* On a socket that the call would make. */
int net_error_new(struct call call, int family, int type, int protocol);

/* One buffer is sent or received by a call that does not pass at once. A word that a name does not take is zero, and
 * the libc ignores it. */
typedef ssize_t next_transfer(int, void *, size_t, long, long);
COLD ssize_t transfer_slow(int fd, void *buffer, size_t length, long fourth, long fifth, unsigned name);

/* The value of a BLACKHOLE that befell no socket as a whole: it is recorded when its datagram vanishes. */
#define DATAGRAM_ALONE 1
/* Before bytes are sent or received by a call that is damaged: UNTOUCHED, and how many are let through, or what has
 * become of the vector; else what the call returns. DROP and BLACKHOLE: it says that it has sent what goes nowhere, but
 * for what the kernel refuses; or throws a datagram away, for which it waits as the call would, and where there is
 * none, errno says why. Bytes that stay (MSG_PEEK), and a stream's that go nowhere (MSG_TRUNC), are not corrupted; what
 * comes as a whole (MSG_WAITALL) is not cut, and what is told of errors (MSG_ERRQUEUE) is no traffic. `address`: the
 * one that the call names. */
COLD ssize_t damage_bytes(struct fault *fault, int fd, int flags, const void *address, const void *buffer,
                          size_t *length);
/* The same of what comes from a file. */
NOTHROW COLD ssize_t damage_transfer(struct fault *fault, int out, int in, off_t *offset, size_t *length);
COLD ssize_t damage_parts(struct fault *fault, int fd, int flags, const void *address, const struct iovec **vector,
                          int *count, struct iovec *part);

static inline ssize_t begun(struct fault *fault, int fd, int flags, const void *address, const void *buffer,
                            size_t *length)
{
    return UNLIKELY(fault->damages) ? damage_bytes(fault, fd, flags, address, buffer, length) : UNTOUCHED;
}

/* After it, where the result may be longer than the room for it. */
NOTHROW COLD ssize_t damage_vector_result(struct fault *fault, const struct iovec *vector, size_t count,
                                          ssize_t length);
static inline ssize_t arrived(struct fault *fault, void *buffer, size_t room, ssize_t length)
{
    const struct iovec vector = {buffer, room};
    return UNLIKELY(fault->damages) ? damage_vector_result(fault, &vector, 1, length) : length;
}

#endif
