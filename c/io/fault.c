/* From a call's target to its fault: the slow path of every entry of io. */
#include "../core/bytes.h"
#include "../core/maps.h"
#include "../core/telemetry.h"
#include "descriptor.h"
#include "directory.h"
#include "entry.h"
#include "path.h"

static COLD void sample_descriptor(const struct call *call, int fd)
{
    char buffer[PATH_SIZE];
    telemetry_sample(call, descriptor_path(fd, buffer));
}

static COLD void strike_descriptor(struct fault *fault, const struct call *call, int fd, const struct verdict *verdict,
                                   void *pin)
{
    char buffer[PATH_SIZE];
    library_strike(fault, call, verdict, descriptor_path(fd, buffer), pin);
}

static COLD int descriptor_fault(struct fault *fault, struct call call, int fd)
{
    void *pin;
    struct selection space;
    struct verdict verdict;
    fault->error = 0;
    fault->damages = 0;
    struct snapshot *snapshot = library_enter(call.operation, &pin);
    if (!snapshot)
        return 0;
    verdict.count = 0;
    const struct selection *selection = NULL;
    if (library_named(snapshot, call.operation))
        selection = descriptor_select(snapshot, fd, &space);
    if (selection) {
        library_decide(snapshot, selection, &call, &verdict);
        if (!verdict.matched && telemetry_wants_sample(call.operation))
            sample_descriptor(&call, fd);
    }
    if (verdict.count && descriptor_still(snapshot, fd))
        strike_descriptor(fault, &call, fd, &verdict, pin);
    else
        snapshot_unpin(pin);
    return fault->error;
}

static int target_error(struct call call, struct snapshot *snapshot, struct text target, void *pin)
{
    struct fault fault;
    struct selection selection;
    struct verdict verdict;
    fault.error = 0;
    fault.damages = 0;
    verdict.count = 0;
    bool ours = path_select(snapshot, target, true, &selection);
    if (call.operation == OPERATION_open)
        descriptor_expect(snapshot, ours ? &selection : NULL);
    if (ours && library_named(snapshot, call.operation)) {
        library_decide(snapshot, &selection, &call, &verdict);
        if (!verdict.matched && telemetry_wants_sample(call.operation))
            telemetry_sample(&call, target);
    }
    if (verdict.count)
        library_strike(&fault, &call, &verdict, target, pin);
    else
        snapshot_unpin(pin);
    return fault.error;
}

/* A pointer that can't be one to a string: the kernel says EFAULT of it. */
static bool wild(const char *path)
{
    return (uintptr_t)path < 4096 || (intptr_t)path < 0;
}

static COLD int relative_error(struct call call, struct snapshot *snapshot, int directory, const char *path, void *pin)
{
    char buffer[PATH_SIZE];
    size_t length = *path == '/' ? 0 : directory_path(directory, buffer);
    struct text target = {path, 0};
    while (target.length < PATH_SIZE && path[target.length])
        target.length++;
    if (length || *path == '/')
        target = (struct text){buffer, path_join(buffer, length, path)};
    return target_error(call, snapshot, target, pin);
}

static COLD int path_error(struct call call, int directory, const char *path)
{
    void *pin;
    size_t length;
    struct snapshot *snapshot = library_enter(call.operation, &pin);
    if (!snapshot)
        return 0;
    if (!wild(path) && path_is_normal(path, &length))
        return target_error(call, snapshot, (struct text){path, length}, pin);
    if (!wild(path) && *path)
        return relative_error(call, snapshot, directory, path, pin);
    snapshot_unpin(pin);
    return 0;
}

static COLD int mapping_error(struct call call, const void *address)
{
    void *pin;
    struct mapping mapping;
    struct snapshot *snapshot = library_enter(call.operation, &pin);
    if (!snapshot)
        return 0;
    if (maps_find(address, &mapping) && mapping.path[0] == '/')
        return target_error(call, snapshot, text_of(mapping.path), pin);
    snapshot_unpin(pin);
    return 0;
}

int io_fault(struct fault *fault, struct call call, int fd)
{
    fault->damages = 0;
    return library_idle(call.operation) ? 0 : descriptor_fault(fault, call, fd);
}

/* A stream without a descriptor makes fileno say EBADF, which the program has not asked about. */
int stream_descriptor(FILE *stream)
{
    int before = errno;
    int fd = stream ? fileno_unlocked(stream) : -1;
    errno = before;
    return fd;
}

int io_fault_stream(struct fault *fault, struct call call, FILE *stream)
{
    fault->damages = 0;
    return library_idle(call.operation) ? 0 : descriptor_fault(fault, call, stream_descriptor(stream));
}

int io_error(struct call call, int fd)
{
    struct fault fault;
    return io_fault(&fault, call, fd);
}

int io_error_stream(struct call call, FILE *stream)
{
    struct fault fault;
    return io_fault_stream(&fault, call, stream);
}

/* With an empty path the directory's descriptor may be meant itself (AT_EMPTY_PATH). */
int io_error_at(struct call call, int directory, const char *path)
{
    if (library_idle(call.operation))
        return 0;
    return !wild(path) && !*path && directory >= 0 ? io_error(call, directory) : path_error(call, directory, path);
}

int io_error_mapping(struct call call, const void *address)
{
    return library_idle(call.operation) ? 0 : mapping_error(call, address);
}
