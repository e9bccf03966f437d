/* From a call's target to its fault: the slow path of every entry of io. */
#include "../core/bytes.h"
#include "../core/maps.h"
#include "../core/telemetry.h"
#include "descriptor.h"
#include "directory.h"
#include "entry.h"
#include "path.h"

static COLD int descriptor_fault(struct fault *fault, struct call call, int fd)
{
    void *pin;
    struct selection selection;
    struct verdict verdict;
    char buffer[PATH_SIZE];
    struct snapshot *snapshot = library_enter(call.operation, &pin);
    if (!snapshot)
        return 0;
    verdict.count = 0;
    if (descriptor_select(snapshot, fd, &selection, buffer)) {
        library_decide(snapshot, &selection, &call, &verdict);
        if (!verdict.matched && telemetry_wants_sample(call.operation) &&
            descriptor_first(snapshot, fd, call.operation))
            telemetry_sample(&call, descriptor_path(fd, buffer));
    }
    if (verdict.count)
        library_strike(fault, &call, &verdict, descriptor_path(fd, buffer), pin);
    else
        snapshot_unpin(pin);
    return fault->error;
}

static int target_fault(struct fault *fault, struct call call, struct snapshot *snapshot, struct text target, void *pin)
{
    struct selection selection;
    struct verdict verdict;
    verdict.count = 0;
    if (path_select(snapshot, target, true, &selection)) {
        library_decide(snapshot, &selection, &call, &verdict);
        if (!verdict.matched && telemetry_wants_sample(call.operation))
            telemetry_sample(&call, target);
    }
    if (verdict.count)
        library_strike(fault, &call, &verdict, target, pin);
    else
        snapshot_unpin(pin);
    return fault->error;
}

static COLD int path_fault(struct fault *fault, struct call call, int directory, const char *path)
{
    void *pin;
    char buffer[PATH_SIZE];
    size_t length = 0;
    struct snapshot *snapshot = library_enter(call.operation, &pin);
    if (!snapshot)
        return 0;
    if (!path || !*path) {
        snapshot_unpin(pin);
        return 0;
    }
    if (*path != '/')
        length = directory == AT_FDCWD ? directory_path(buffer) : descriptor_path(directory, buffer).length;
    length = path_join(buffer, length, path);
    return target_fault(fault, call, snapshot, (struct text){buffer, length}, pin);
}

static COLD int mapping_fault(struct fault *fault, struct call call, const void *address)
{
    void *pin;
    struct mapping mapping;
    struct snapshot *snapshot = library_enter(call.operation, &pin);
    if (!snapshot)
        return 0;
    if (maps_find(address, &mapping) && mapping.path[0] == '/')
        return target_fault(fault, call, snapshot, text_of(mapping.path), pin);
    snapshot_unpin(pin);
    return 0;
}

static inline bool passes(struct fault *fault, struct call call)
{
    fault->error = 0;
    fault->damages = 0;
    return library_idle(call.operation);
}

int io_fault(struct fault *fault, struct call call, int fd)
{
    return passes(fault, call) ? 0 : descriptor_fault(fault, call, fd);
}

int io_error(struct call call, int fd)
{
    struct fault fault;
    return io_fault(&fault, call, fd);
}

/* With an empty path the directory's descriptor may be meant itself (AT_EMPTY_PATH). */
int io_error_at(struct call call, int directory, const char *path)
{
    struct fault fault;
    if (passes(&fault, call))
        return 0;
    if (path && !*path && directory >= 0)
        return descriptor_fault(&fault, call, directory);
    return path_fault(&fault, call, directory, path);
}

int io_fault_stream(struct fault *fault, struct call call, FILE *stream)
{
    return passes(fault, call) ? 0 : descriptor_fault(fault, call, stream ? fileno_unlocked(stream) : -1);
}

int io_error_stream(struct call call, FILE *stream)
{
    struct fault fault;
    return io_fault_stream(&fault, call, stream);
}

int io_error_mapping(struct call call, const void *address)
{
    struct fault fault;
    return passes(&fault, call) ? 0 : mapping_fault(&fault, call, address);
}
