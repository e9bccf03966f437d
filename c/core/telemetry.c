#include "telemetry.h"

#include <fcntl.h>

#include "bytes.h"
#include "counter.h"
#include "counts.h"
#include "lane.h"
#include "pages.h"
#include "place.h"
#include "pool.h"
#include "process.h"
#include "record.h"
#include "segment.h"
#include "thread.h"

#define FIRST_SLOTS 32
#define FIRST_SIZE 8192

enum { FLAG_FORKED = 1, FLAG_INVALID = 2, FLAG_ABSENT = 4, FLAG_GUESTS = 8, FLAG_URING_REFUSED = 16 };

/* The outcome of the newest load, which a child of fork inherits. */
static struct {
    uint32_t rules;
    uint32_t flags;
    char message[1024];
} loaded;

bool telemetry_process_of(uint32_t id, struct telemetry_process *found)
{
    uint64_t offset =
        segment_file ? (uint64_t)load_acquire(&segment_file->processes[id % SEGMENT_PROCESSES]) * SEGMENT_UNIT : 0;
    struct {
        struct segment segment;
        struct process_record record;
    } bytes;
    if (!offset)
        return false;
    long file = place_open("telemetry", O_RDONLY);
    long read = system_call(SYS_pread64, file, &bytes, sizeof bytes, offset);
    system_call(SYS_close, file);
    if (read != sizeof bytes || bytes.segment.commit != SEGMENT_COMMIT || bytes.record.id != id)
        return false;
    *found = (struct telemetry_process){bytes.record.start, bytes.record.key, bytes.record.token, bytes.record.image,
                                        bytes.record.given};
    return true;
}

/* A child of fork that may no longer open the file, as workers of servers that give up their rights: what it does stays
 * among what its parent does, which says so. */
static bool guest;

static void note_load(void)
{
    if (!segment_home || guest)
        return;
    struct process_record *record = segment_process(segment_home);
    record->rules = loaded.rules;
    record->flags = (record->flags & ~(FLAG_INVALID | FLAG_ABSENT)) | loaded.flags;
    if (loaded.flags & FLAG_INVALID)
        record->message = record_string(text_of(loaded.message));
}

void telemetry_register(unsigned library)
{
    const struct process *process = process_self();
    uint32_t lanes = sizeof(struct segment) + sizeof(struct process_record);
    uint32_t table = lanes + LANES_IN_HOME * LANE_SIZE;
    uint32_t slots = table + COUNTS_ENTRIES_IN_HOME * (uint32_t)sizeof(struct rule_counts);
    if (!segment_file)
        return;
    segment_turn_of = 0;
    struct segment *home = segment_claim(FIRST_SIZE);
    guest = !home && process->forked && segment_home;
    if (guest) {
        segment_process(segment_home)->flags |= FLAG_GUESTS;
        pool_shut();
        return;
    }
    /* A handler of a signal may have forked in the middle of a call, with which the child goes on. */
    if (segment_home)
        pages_part(segment_home, segment_home->size);
    segment_home = home;
    if (!home) {
        add_relaxed(&segment_file->lost, 1);
        return;
    }
    home->lanes = (struct area){lanes, LANES_IN_HOME};
    home->rules = (struct area){table, COUNTS_ENTRIES_IN_HOME};
    segment_commit(home, SEGMENT_PROCESS, slots, FIRST_SLOTS);
    lane_start(home);
    counts_start(home);
    record_start(home);
    struct process_record *record = segment_process(home);
    record->id = process->id;
    record->parent = process->parent;
    record->start = process->start;
    record->time = process->time;
    record->key = process->key;
    record->library = library;
    record->flags = process->forked ? FLAG_FORKED : 0;
    record->token = process->token;
    record->image = process->image;
    record->given = load_relaxed(&thread_given);
    store_release(&segment_file->processes[process->id % SEGMENT_PROCESSES], segment_unit(home));
    record->executable = record_string(text_of(process_executable()));
    record->started_as = record_string(text_of(process_started_as()));
    if (process->forked)
        note_load();
}

void telemetry_loaded(uint32_t rules, bool present, const char *message)
{
    loaded.rules = rules;
    loaded.flags = (present ? 0 : FLAG_ABSENT) | (message ? FLAG_INVALID : 0);
    bytes_join(loaded.message, sizeof loaded.message, message);
    note_load();
}

void telemetry_uring_refused(void)
{
    if (segment_home)
        segment_process(segment_home)->flags |= FLAG_URING_REFUSED;
}
