#include "segment.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/resource.h>

#include "clock.h"
#include "control.h"
#include "counter.h"
#include "pages.h"
#include "place.h"
#include "shared.h"
#include "thread.h"

#define HEADER_SIZE 524288
/* How often a thread lets others go first that did not wait, or signals interrupt its own wait. */
#define OFTEN 100
/* How long nobody looks for room in vain again, in nanoseconds. */
#define FULL 10000000

/* FUTEX_WAIT_PRIVATE and FUTEX_WAKE_PRIVATE. */
enum { WAIT = 128, WAKE = 129 };

struct segment_file *segment_file;
struct segment *segment_home;

void segment_start(void)
{
    segment_file = control_shared() ? shared_map("telemetry", HEADER_SIZE, "CHAOSTEL") : NULL;
    if (!segment_file)
        control_bar();
}

/* The process's own limit, too: a file that grows beyond it would get the process killed (SIGXFSZ). Asked for when the
 * file is open: filters of system calls that refuse that often kill who asks for more. */
static bool allowed(uint64_t end)
{
    uint64_t limit[2] = {~(uint64_t)0, 0};
    system_call(SYS_prlimit64, 0, RLIMIT_FSIZE, NULL, limit);
    return end <= limit[0] && end <= control_limit();
}

/* Real disk space for a part of the file, so that a store into it can't raise SIGBUS. */
static bool allocate(long file, uint64_t offset, size_t size)
{
    static char zeros[512];
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

static struct segment *claim(long file, size_t size)
{
    uint64_t offset = load_relaxed(&segment_file->next), end;
    do {
        end = offset + size;
        if (!allowed(end))
            return NULL;
    } while (!swap_acquire_release(&segment_file->next, &offset, end));
    struct segment *segment = allocate(file, offset, size) ? pages_share((int)file, offset, size) : NULL;
    if (segment) {
        segment->size = (uint32_t)size;
        segment->offset = offset;
    } else {
        swap_acquire_release(&segment_file->next, &end, offset);
    }
    return segment;
}

static uint64_t full_until;

struct segment *segment_claim(size_t size)
{
    long file = place_open("telemetry", O_RDWR);
    struct segment *segment = system_failed(file) ? NULL : claim(file, round_up(size));
    system_call(SYS_close, file);
    if (!segment)
        store_relaxed(&full_until, clock_now() + FULL);
    return segment;
}

void segment_commit(struct segment *segment, uint32_t kind, uint32_t used, uint32_t slots)
{
    segment->kind = kind;
    segment->home = segment_unit(segment_home);
    segment->slots.area = (struct area){used, slots};
    used += slots * (uint32_t)sizeof(struct slot);
    segment->strings.area = (struct area){used, segment->size - used};
    store_release(&segment->commit, SEGMENT_COMMIT);
}

void *segment_grow(void **place, size_t field, uint32_t count, size_t size)
{
    if (!load_acquire(place) && segment_turn()) {
        void *none = NULL;
        struct segment *segment = load_acquire(place) ? NULL : segment_claim(sizeof *segment + count * size);
        if (segment) {
            *(struct area *)((char *)segment + field) = (struct area){sizeof *segment, count};
            segment_commit(segment, SEGMENT_OVERFLOW, segment->size, 0);
            swap_acquire_release(place, &none, (void *)(segment + 1));
        }
        segment_turn_over();
    }
    return load_acquire(place);
}

uint32_t segment_turn_of;

static bool is_full(void)
{
    uint64_t until = load_relaxed(&full_until);
    return until && clock_now() < until;
}

/* A turn that lasts a second is taken over, since its thread may have been cancelled. A handler of a signal has the
 * turn of the thread that it interrupts. */
bool segment_turn(void)
{
    static const uint64_t second[] = {1, 0};
    uint32_t self = thread_self.id, other = 0;
    for (unsigned woken = 0; !is_full(); woken++) {
        if (swap_acquire_release(&segment_turn_of, &other, self) || other == self)
            return true;
        long ended = system_call(SYS_futex, &segment_turn_of, WAIT, other, second);
        if (ended != -110 /* ETIMEDOUT */ && woken < OFTEN)
            other = 0;
    }
    return false;
}

/* Where there is no room, nobody takes the turn who could wake the next. */
void segment_turn_over(void)
{
    store_release(&segment_turn_of, 0);
    system_call(SYS_futex, &segment_turn_of, WAKE, is_full() ? INT_MAX : 1);
}
