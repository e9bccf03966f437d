/* From a call's target to its fault: the slow path of every entry of io. */
#include "../core/bytes.h"
#include "../core/maps.h"
#include "../core/record.h"
#include "descriptor.h"
#include "error.h"
#include "path.h"
#include "quota_stream.h"
#include "target.h"

static COLD void sample(const struct call *call, const struct target *target)
{
    char buffer[PATH_SIZE];
    record_sample(call, target_name(target, buffer));
}

/* What does not wait is not interrupted. */
static bool befalls(const struct strike *strike, const void *waits)
{
    return *(const bool *)waits || !EFFECT_FAILS(strike->effect) || strike->error != EINTR;
}

static COLD void strike(struct fault *fault, const struct call *call, struct snapshot *snapshot,
                        const struct target *target, struct verdict *verdict, void *pin)
{
    char buffer[PATH_SIZE];
    bool waits = true;
    if (!target->path && !descriptor_still(snapshot, target->fd, &waits)) {
        verdict_leave(verdict, pin);
        return;
    }
    verdict->count = verdict_leave_out(verdict->strikes, verdict->count, befalls, &waits);
    verdict_strike(fault, call, verdict, target_name(target, buffer), pin);
}

/* By the number of a selection; 0: it has none, and is in `space`. */
HOT_PART void decide(struct fault *fault, const struct call *call, struct snapshot *snapshot, uint32_t number,
                     const struct selection *space, const struct target *target, void *pin)
{
    struct verdict verdict;
    if (UNLIKELY(number == DESCRIPTOR_SPARED)) {
        pin_release(pin);
        return;
    }
    verdict_decide(snapshot, LIKELY(number) ? snapshot_selection(snapshot, number) : space, call, &verdict);
    if (UNLIKELY(!verdict.matched) && record_wants_sample(call->operation))
        sample(call, target);
    if (UNLIKELY(verdict.count))
        strike(fault, call, snapshot, target, &verdict, pin);
    else
        pin_release(pin);
}

static BODY bool passes(unsigned operation)
{
    return library_idle(operation);
}

static COLD uint32_t find_number(unsigned operation, int fd)
{
    void *pin;
    struct selection space;
    struct snapshot *snapshot = library_pin(operation, &pin);
    uint32_t number = snapshot ? descriptor_number(snapshot, fd, &space) : 0;
    if (!snapshot && library_unseen(operation))
        number = DESCRIPTOR_SPARED;
    pin_release(pin);
    return number;
}

COLD bool io_spares(struct call call, int fd)
{
    uint32_t number = library_current() ? descriptor_recall(fd, library_rules()) : 0;
    if (UNLIKELY(!number))
        number = find_number(call.operation, fd);
    if (LIKELY(number != DESCRIPTOR_SPARED))
        return false;
    library_count(call.operation);
    return true;
}

HOT_BODY int io_fault_seen(struct fault *fault, struct call call, int fd)
{
    void *pin;
    struct selection space;
    fault->error = 0;
    fault->damages = 0;
    uint32_t generation = library_rules(), number = descriptor_recall(fd, generation);
    if (number == DESCRIPTOR_SPARED && library_current()) {
        library_count(call.operation);
        return 0;
    }
    struct snapshot *snapshot = library_enter_fast(call.operation, &pin);
    if (UNLIKELY(!snapshot))
        return 0;
    if (UNLIKELY(snapshot->generation != generation))
        number = descriptor_recall(fd, snapshot->generation);
    if (UNLIKELY(!number))
        number = descriptor_number(snapshot, fd, &space);
    decide(fault, &call, snapshot, number, &space, &(struct target){fd, NULL}, pin);
    return fault->error;
}

/* Nothing is read of a path before it is known that there are rules. With an empty path the directory's descriptor may
 * be meant itself (AT_EMPTY_PATH). */
HOT_BODY int io_fault_at_seen(struct fault *fault, struct call call, int directory, const char *path)
{
    void *pin;
    struct selection space;
    struct target target = {directory, path};
    fault->error = 0;
    fault->damages = 0;
    struct snapshot *snapshot = library_enter_fast(call.operation, &pin);
    if (UNLIKELY(!snapshot))
        return 0;
    uint32_t number;
    if (UNLIKELY(pointer_is_wild(path) || !*path)) {
        target = (struct target){pointer_is_wild(path) ? -1 : directory, NULL};
        number = descriptor_number(snapshot, target.fd, &space);
    } else {
        number = target_number(snapshot, target, &space);
        if (call.operation == OPERATION_open)
            descriptor_expect(number, snapshot->generation);
        if (UNLIKELY(!library_named(snapshot, call.operation)))
            number = DESCRIPTOR_SPARED;
    }
    decide(fault, &call, snapshot, number, &space, &target, pin);
    return fault->error;
}

int io_fault_at(struct fault *fault, struct call call, int directory, const char *path)
{
    fault->damages = 0;
    return passes(call.operation) ? 0 : io_fault_at_seen(fault, call, directory, path);
}

/* A mapping of no file, or of one whose path did not fit, is as a descriptor that is none. */
static COLD int mapping_error(struct call call, const void *address)
{
    struct fault fault;
    struct mapping mapping;
    bool known =
        maps_find(address, &mapping) && mapping.path[0] == '/' && bytes_length(mapping.line) < sizeof mapping.line - 1;
    return io_fault_at_seen(&fault, call, AT_FDCWD, known ? mapping.path : NULL);
}

COLD bool io_passes(struct call call, int fd)
{
    return passes(call.operation) || io_spares(call, fd);
}

BODY int io_fault(struct fault *fault, struct call call, int fd)
{
    fault->damages = 0;
    return passes(call.operation) ? 0 : io_fault_seen(fault, call, fd);
}

/* A stream without a descriptor makes fileno say EBADF, which the program has not asked about. */
BODY int stream_descriptor(FILE *stream)
{
    int before = errno;
    int fd = stream ? fileno_unlocked(stream) : -1;
    errno = before;
    return fd;
}

BODY int io_fault_stream(struct fault *fault, struct call call, FILE *stream)
{
    fault->damages = 0;
    return passes(call.operation) ? 0 : io_fault_seen(fault, call, stream_descriptor(stream));
}

int io_error(struct call call, int fd)
{
    return passes(call.operation) ? 0 : io_error_seen(call, fd);
}

int io_error_output(struct call call, FILE *stream, long argument)
{
    struct fault fault;
    int error = io_fault_stream(&fault, call, stream);
    return UNLIKELY(fault.damages && !error) ? quota_stream_output(&fault, stream, argument) : error;
}

int io_error_at(struct call call, int directory, const char *path)
{
    return passes(call.operation) ? 0 : io_error_at_seen(call, directory, path);
}

int io_error_mapping(struct call call, const void *address)
{
    return passes(call.operation) ? 0 : mapping_error(call, address);
}
