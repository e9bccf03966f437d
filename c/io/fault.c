/* From a call's target to its fault: the slow path of every entry of io. */
#include "../core/bytes.h"
#include "../core/maps.h"
#include "../core/record.h"
#include "descriptor.h"
#include "directory.h"
#include "entry.h"
#include "path.h"
#include "path_memo.h"
#include "quota.h"

/* What a call is about: what a descriptor refers to, or a path that is relative to a directory. */
struct target {
    int fd;
    const char *path; /* NULL: a descriptor */
};

/* The path, absolute: the program's own, or one made in the buffer. */
static COLD struct text name_of(const struct target *target, char *buffer)
{
    struct text name = {target->path, 0};
    if (!target->path)
        return descriptor_path(target->fd, buffer);
    if (path_is_normal(target->path, &name.length))
        return name;
    size_t length = *target->path == '/' ? 0 : directory_path(target->fd, buffer);
    if (length || *target->path == '/')
        return (struct text){buffer, path_join(buffer, length, target->path)};
    for (name.length = 0; name.length < PATH_SIZE && target->path[name.length]; name.length++)
        continue;
    return name;
}

static COLD void sample(const struct call *call, const struct target *target)
{
    char buffer[PATH_SIZE];
    record_sample(call, name_of(target, buffer));
}

static COLD void strike(struct fault *fault, const struct call *call, const struct target *target,
                        const struct verdict *verdict, void *pin)
{
    char buffer[PATH_SIZE];
    library_strike(fault, call, verdict, name_of(target, buffer), pin);
}

/* The selection's number, or 0 when it has none, under rules that are pinned, if they are not yet. */
static BODY uint32_t select_anew(struct snapshot **snapshot, void **pin, struct target target,
                                 struct selection *selection)
{
    char buffer[PATH_SIZE];
    if (!*snapshot)
        *snapshot = pin_take(pin);
    bool ours = path_select(*snapshot, name_of(&target, buffer), true, selection);
    return ours ? snapshot_intern(*snapshot, selection) : DESCRIPTOR_SPARED;
}

static void decide(struct fault *fault, const struct call *call, struct snapshot *snapshot,
                   const struct selection *selection, const struct target *target, void *pin)
{
    struct verdict verdict;
    library_decide(snapshot, selection, call, &verdict);
    if (!verdict.matched && record_wants_sample(call->operation))
        sample(call, target);
    if (verdict.count && (target->path || descriptor_still(snapshot, target->fd)))
        strike(fault, call, target, &verdict, pin);
    else
        pin_release(pin);
}

int io_fault_seen(struct fault *fault, struct call call, int fd)
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
    struct snapshot *snapshot = library_enter(call.operation, &pin);
    if (!snapshot)
        return 0;
    if (UNLIKELY(snapshot->generation != generation))
        number = descriptor_recall(fd, snapshot->generation);
    const struct selection *selection = NULL;
    if (number != DESCRIPTOR_SPARED)
        selection = number ? snapshot_selection(snapshot, number) : descriptor_select(snapshot, fd, &space);
    if (selection)
        decide(fault, &call, snapshot, selection, &(struct target){fd, NULL}, pin);
    else
        pin_release(pin);
    return fault->error;
}

/* A pointer that can't be one to a string: the kernel says EFAULT of it. */
static bool wild(const char *path)
{
    return (uintptr_t)path < 4096 || (intptr_t)path < 0;
}

/* With an empty path the directory's descriptor may be meant itself (AT_EMPTY_PATH). */
static COLD int fault_without_path(struct fault *fault, struct call call, int directory, const char *path)
{
    return io_fault_seen(fault, call, wild(path) ? -1 : directory);
}

/* An operation that no rule names is seen because it opens descriptors: what its path selects is noted, and that is
 * all.
 */
static inline int fault_at(struct fault *fault, struct call call, int directory, const char *path)
{
    void *pin = NULL;
    struct selection space;
    struct snapshot *snapshot = NULL;
    struct target target = {directory, path};
    fault->error = 0;
    fault->damages = 0;
    if (UNLIKELY(wild(path) || !*path))
        return fault_without_path(fault, call, directory, path);
    if (!library_unnamed(call.operation) && !(snapshot = library_enter(call.operation, &pin)))
        return 0;
    uint32_t generation = snapshot ? snapshot->generation : library_rules();
    uint64_t origin = *path == '/' ? 0 : directory_state(directory);
    uint64_t key = *path == '/' || origin ? path_memo_key(path, origin, generation) : 0;
    uint32_t number = path_memo_find(key);
    if (UNLIKELY(!number)) {
        number = select_anew(&snapshot, &pin, target, &space);
        /* The program may change the string meanwhile, somebody else the rules. */
        if (key == path_memo_key(path, origin, snapshot->generation))
            path_memo_keep(key, number);
        generation = snapshot->generation;
    }
    if (call.operation == OPERATION_open)
        descriptor_expect(number, generation);
    if (snapshot && library_named(snapshot, call.operation) && number != DESCRIPTOR_SPARED)
        decide(fault, &call, snapshot, number ? snapshot_selection(snapshot, number) : &space, &target, pin);
    else
        pin_release(pin);
    return fault->error;
}

static BODY bool passes(unsigned operation)
{
    return library_idle(operation);
}

int io_error_at_seen(struct call call, int directory, const char *path)
{
    struct fault fault;
    int error = fault_at(&fault, call, directory, path);
    if (UNLIKELY(fault.damages && !error))
        quota_admit_path(&fault, directory, path, 0);
    return error;
}

int io_fault_at(struct fault *fault, struct call call, int directory, const char *path)
{
    fault->damages = 0;
    return passes(call.operation) ? 0 : fault_at(fault, call, directory, path);
}

static COLD int mapping_error(struct call call, const void *address)
{
    void *pin;
    struct fault fault;
    struct selection space;
    struct mapping mapping;
    struct target target = {AT_FDCWD, mapping.path};
    struct snapshot *snapshot = library_enter(call.operation, &pin);
    fault.error = 0;
    fault.damages = 0;
    if (!snapshot)
        return 0;
    uint32_t number = DESCRIPTOR_SPARED;
    if (maps_find(address, &mapping) && mapping.path[0] == '/')
        number = select_anew(&snapshot, &pin, target, &space);
    if (number != DESCRIPTOR_SPARED)
        decide(&fault, &call, snapshot, number ? snapshot_selection(snapshot, number) : &space, &target, pin);
    else
        pin_release(pin);
    return fault.error;
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

int io_error_seen(struct call call, int fd)
{
    struct fault fault;
    int error = io_fault_seen(&fault, call, fd);
    return UNLIKELY(fault.damages && !error) ? quota_admit_length(&fault, fd, -1) : error;
}

int io_error(struct call call, int fd)
{
    return passes(call.operation) ? 0 : io_error_seen(call, fd);
}

int io_error_output(struct call call, FILE *stream, long argument)
{
    struct fault fault;
    int error = io_fault_stream(&fault, call, stream);
    return UNLIKELY(fault.damages && !error) ? quota_admit_output(&fault, stream, argument) : error;
}

int io_error_at(struct call call, int directory, const char *path)
{
    return passes(call.operation) ? 0 : io_error_at_seen(call, directory, path);
}

int io_error_mapping(struct call call, const void *address)
{
    return passes(call.operation) ? 0 : mapping_error(call, address);
}
