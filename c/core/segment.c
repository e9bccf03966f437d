#include "segment.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/resource.h>

#include "control.h"
#include "counter.h"
#include "pages.h"
#include "place.h"
#include "shared.h"

#define HEADER_SIZE 524288

struct segment_file *segment_file;
struct segment *segment_home;

void segment_start(void)
{
    segment_file = control_shared() ? shared_map("telemetry", HEADER_SIZE, "CHAOSTEL") : NULL;
}

/* A file that grows beyond the process's limit would get the process killed (SIGXFSZ). */
static bool allowed(uint64_t end)
{
    uint64_t limit[2] = {~(uint64_t)0, 0};
    system_call(SYS_prlimit64, 0, RLIMIT_FSIZE, NULL, limit);
    return end <= limit[0];
}

/* Real disk space for a part of the file, so that a store into it can't raise SIGBUS. */
static bool allocate(long file, uint64_t offset, size_t size)
{
    static char zeros[512];
    if (!allowed(offset + size))
        return false;
    if (system_call(SYS_fallocate, file, 0, offset, size) == 0)
        return true;
    for (size_t written = 0; written < size; written += sizeof zeros)
        if (system_call(SYS_pwrite64, file, zeros, sizeof zeros, offset + written) != sizeof zeros)
            return false;
    return true;
}

static size_t round_up(size_t size)
{
    size_t unit = pages_unit();
    return (size + unit - 1) / unit * unit;
}

struct segment *segment_claim(size_t wanted)
{
    size_t size = round_up(wanted);
    uint64_t offset = add_relaxed(&segment_file->next, size);
    long file = -1;
    struct segment *segment = NULL;
    if (offset + size <= control_limit())
        file = place_open("telemetry", O_RDWR);
    if (file >= 0 && allocate(file, offset, size))
        segment = pages_share((int)file, offset, size);
    if (file >= 0)
        system_call(SYS_close, file);
    if (segment) {
        segment->size = (uint32_t)size;
        segment->offset = offset;
    }
    return segment;
}

void segment_commit(struct segment *segment, uint32_t kind, uint32_t used, uint32_t slots)
{
    segment->kind = kind;
    segment->home = segment_unit(segment_home);
    segment->slots = (struct area){used, slots};
    used += slots * (uint32_t)sizeof(struct slot);
    segment->strings = (struct area){used, segment->size - used};
    store_release(&segment->commit, SEGMENT_COMMIT);
}

/* Whoever loses the race for an area leaves an empty one behind. */
void *segment_grow(void **place, size_t field, uint32_t count, size_t size)
{
    void *area = load_acquire(place);
    struct segment *segment = area ? NULL : segment_claim(sizeof *segment + count * size);
    if (!segment)
        return area;
    *(struct area *)((char *)segment + field) = (struct area){sizeof *segment, count};
    segment_commit(segment, SEGMENT_OVERFLOW, segment->size, 0);
    return swap_acquire_release(place, &area, (void *)(segment + 1)) ? segment + 1 : area;
}
