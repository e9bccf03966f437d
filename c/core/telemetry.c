#include "telemetry.h"

#include <fcntl.h>
#include <sys/resource.h>

#include "bytes.h"
#include "clock.h"
#include "control.h"
#include "counter.h"
#include "memo.h"
#include "pages.h"
#include "place.h"
#include "process.h"
#include "shared.h"
#include "site.h"
#include "thread.h"

#define HEADER_SIZE 524288
#define PROCESSES 65536
#define UNIT 4096
#define COMMIT 0x53474348u
#define LANE_SIZE (THREAD_OPERATIONS * sizeof(uint64_t))
#define FIRST_LANES 8
#define MORE_LANES 64
#define LANE_POOLS 16
#define FIRST_TABLE 32
#define FIRST_SLOTS 32
#define FIRST_SIZE 8192
#define TABLES 8
#define SAMPLES 8
#define SAMPLES_TRIED 64
#define LARGEST_OVERFLOW (1u << 20)
#define RECORDED_OF_WHAT_GOES_ON 1000

enum { SEGMENT_PROCESS = 1, SEGMENT_OVERFLOW = 2 };
enum { SLOT_INJECTION = 1, SLOT_SAMPLE = 2, SLOT_PROGRAM = 3, SLOT_ENDED = 4, SLOT_WITHDRAWN = 5 };
enum { FLAG_FORKED = 1, FLAG_INVALID = 2, FLAG_ABSENT = 4 };

struct header {
    char magic[8];
    uint32_t version;
    uint32_t size;
    uint64_t next;
    uint64_t dropped;
    uint64_t lost;
    uint64_t reserved[3];
    uint32_t processes[PROCESSES];
};

struct area {
    uint32_t offset;
    uint32_t count;
};

struct segment {
    uint32_t commit;
    uint32_t size;
    uint32_t kind;
    uint32_t home;
    struct area lanes;
    struct area rules;
    struct area slots;
    uint32_t slots_claimed;
    struct area strings;
    uint32_t strings_claimed;
    uint64_t offset; /* of the segment in the file */
};

struct process_record {
    uint32_t id;
    uint32_t parent;
    uint64_t start;
    uint64_t time;
    uint64_t key;
    uint32_t library;
    uint32_t executable;
    uint32_t started_as;
    uint32_t flags;
    uint64_t token;
    uint64_t reserved[7];
    uint32_t image;
    uint32_t rules;
    uint32_t lanes_shared;
    uint32_t message;
    uint64_t reserved_too[8];
};

struct slot {
    uint32_t commit;
    uint32_t thread;
    uint64_t time;
    uint64_t rule;
    int64_t value;
    uint64_t site;
    uint32_t module;
    uint32_t target;
    uint16_t operation;
    uint16_t symbol;
    uint16_t effect;
    uint16_t reserved;
    uint64_t ordinal;
};

struct pool {
    uint64_t *lanes;
    uint32_t count;
    uint32_t taken;
};

static struct header *header;
static struct {
    struct segment *home;
    struct segment *current; /* where slots and strings go */
    uint32_t overflow_size;
    struct pool pools[LANE_POOLS];
    struct rule_counts *tables[TABLES];
    uint32_t table_entries[TABLES];
    uint32_t tried[THREAD_OPERATIONS];
    uint32_t samples[THREAD_OPERATIONS];
    uint64_t sampled[THREAD_OPERATIONS][SAMPLES];
    struct memo strings;
} mine;
static struct rule_counts nowhere;

/* The outcome of the newest load, which a child of fork inherits. */
static struct {
    uint32_t rules;
    uint32_t flags;
    char message[1024];
} loaded;

static struct process_record *record_of(const struct segment *segment)
{
    return (struct process_record *)(segment + 1);
}

static void *area_of(const struct segment *segment, struct area area)
{
    return (char *)segment + area.offset;
}

void telemetry_start(void)
{
    header = control_shared() ? shared_map("telemetry", HEADER_SIZE, "CHAOSTEL") : NULL;
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

/* A new piece of the file, allocated and mapped, not yet committed. */
static struct segment *claim(size_t wanted)
{
    char path[600];
    size_t size = round_up(wanted);
    uint64_t offset = add_relaxed(&header->next, size);
    long file = -1;
    struct segment *segment = NULL;
    if (offset + size <= control_limit())
        file = system_call(SYS_openat, AT_FDCWD, place_file("telemetry", path, sizeof path), O_RDWR | O_CLOEXEC);
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

static uint32_t unit_of(const struct segment *segment)
{
    return (uint32_t)(segment->offset / UNIT);
}

/* Lays slots and strings out in what is left behind `used` bytes, and makes the segment valid. */
static void commit(struct segment *segment, uint32_t kind, uint32_t used, uint32_t slots)
{
    segment->kind = kind;
    segment->home = unit_of(kind == SEGMENT_PROCESS ? segment : mine.home);
    segment->slots = (struct area){used, slots};
    used += slots * (uint32_t)sizeof(struct slot);
    segment->strings = (struct area){used, segment->size - used};
    store_release(&segment->commit, COMMIT);
}

static void keep_table(struct segment *segment, uint32_t offset, uint32_t entries)
{
    segment->rules = (struct area){offset, entries};
    for (unsigned i = 0; i < TABLES; i++) {
        struct rule_counts *none = NULL;
        if (!load_acquire(&mine.tables[i])) {
            mine.table_entries[i] = entries;
            if (swap_acquire_release(&mine.tables[i], &none, area_of(segment, segment->rules)))
                return;
        }
    }
}

bool telemetry_process_of(uint32_t id, struct telemetry_process *found)
{
    char path[600];
    uint64_t offset = header ? (uint64_t)load_acquire(&header->processes[id % PROCESSES]) * UNIT : 0;
    struct {
        struct segment segment;
        struct process_record record;
    } bytes;
    if (!offset)
        return false;
    long file = system_call(SYS_openat, AT_FDCWD, place_file("telemetry", path, sizeof path), O_RDONLY | O_CLOEXEC);
    long read = system_call(SYS_pread64, file, &bytes, sizeof bytes, offset);
    system_call(SYS_close, file);
    if (read != sizeof bytes || bytes.segment.commit != COMMIT || bytes.record.id != id)
        return false;
    *found = (struct telemetry_process){bytes.record.start, bytes.record.key, bytes.record.token, bytes.record.image};
    return true;
}

static void note_load(void)
{
    if (!mine.home)
        return;
    struct process_record *record = record_of(mine.home);
    record->rules = loaded.rules;
    record->flags = (record->flags & FLAG_FORKED) | loaded.flags;
    if (loaded.flags & FLAG_INVALID)
        record->message = telemetry_string(loaded.message, bytes_length(loaded.message));
}

void telemetry_register(unsigned library)
{
    const struct process *process = process_self();
    if (mine.home)
        pages_free(mine.home, mine.home->size);
    memset(&mine, 0, sizeof mine);
    if (!header)
        return;
    uint32_t lanes = sizeof(struct segment) + sizeof(struct process_record);
    uint32_t table = lanes + FIRST_LANES * LANE_SIZE;
    uint32_t slots = table + FIRST_TABLE * (uint32_t)sizeof(struct rule_counts);
    struct segment *segment = claim(FIRST_SIZE);
    if (!segment) {
        add_relaxed(&header->lost, 1);
        return;
    }
    struct process_record *record = record_of(segment);
    record->id = process->id;
    record->parent = process->parent;
    record->start = process->start;
    record->time = process->time;
    record->key = process->key;
    record->library = library;
    record->flags = process->forked ? FLAG_FORKED : 0;
    record->token = process->token;
    record->image = process->image;
    segment->lanes = (struct area){lanes, FIRST_LANES};
    mine.pools[0] = (struct pool){area_of(segment, segment->lanes), FIRST_LANES, 1};
    keep_table(segment, table, FIRST_TABLE);
    mine.home = mine.current = segment;
    commit(segment, SEGMENT_PROCESS, slots, FIRST_SLOTS);
    store_release(&header->processes[process->id % PROCESSES], unit_of(segment));
    record->executable = telemetry_string(process_executable(), bytes_length(process_executable()));
    record->started_as = telemetry_string(process_started_as(), bytes_length(process_started_as()));
    if (process->forked)
        note_load();
}

void telemetry_loaded(uint32_t rules, bool present, const char *message)
{
    size_t length = 0;
    loaded.rules = rules;
    loaded.flags = (present ? 0 : FLAG_ABSENT) | (message ? FLAG_INVALID : 0);
    bytes_append(loaded.message, sizeof loaded.message, &length, message ? message : "");
    note_load();
}

static bool add_pool(struct pool *pool)
{
    struct segment *segment = claim(sizeof(struct segment) + MORE_LANES * LANE_SIZE);
    uint64_t *none = NULL;
    if (!segment)
        return false;
    segment->lanes = (struct area){sizeof(struct segment), MORE_LANES};
    commit(segment, SEGMENT_OVERFLOW, segment->size, 0);
    pool->count = MORE_LANES;
    swap_acquire_release(&pool->lanes, &none, area_of(segment, segment->lanes));
    return true;
}

uint64_t *telemetry_lane(uint64_t *local)
{
    if (!mine.home)
        return local;
    for (struct pool *pool = mine.pools; pool < mine.pools + LANE_POOLS; pool++) {
        if (!load_acquire(&pool->lanes) && !add_pool(pool))
            break;
        uint32_t lane = load_relaxed(&pool->taken) < pool->count ? add_relaxed(&pool->taken, 1) : pool->count;
        if (lane < pool->count)
            return pool->lanes + lane * THREAD_OPERATIONS;
    }
    record_of(mine.home)->lanes_shared = 1;
    return NULL;
}

uint64_t *telemetry_shared_lane(void)
{
    return mine.pools[0].lanes;
}

static struct rule_counts *find_in(struct rule_counts *table, uint32_t entries, uint64_t key)
{
    for (uint32_t step = 0; step < entries; step++) {
        struct rule_counts *entry = &table[(key + step) % entries];
        uint64_t found = load_acquire(&entry->key);
        if (!found)
            swap_acquire_release(&entry->key, &found, key);
        if (!found || found == key)
            return entry;
    }
    return NULL;
}

/* Each table is four times as large as the one before, which is full. */
struct rule_counts *telemetry_rule(uint64_t key)
{
    for (unsigned i = 0; mine.home && i < TABLES; i++) {
        if (!load_acquire(&mine.tables[i])) {
            uint32_t entries = 4 * mine.table_entries[i - 1];
            struct segment *segment = claim(sizeof(struct segment) + entries * sizeof(struct rule_counts));
            if (!segment)
                break;
            keep_table(segment, sizeof(struct segment), entries);
            commit(segment, SEGMENT_OVERFLOW, segment->size, 0);
        }
        struct rule_counts *entry = find_in(mine.tables[i], mine.table_entries[i], key);
        if (entry)
            return entry;
    }
    return &nowhere;
}

/* Replaces the segment that is full; whoever loses the race leaves an empty one behind. */
static bool grow(struct segment *full)
{
    uint32_t size = load_relaxed(&mine.overflow_size);
    size = size ? size : 65536;
    struct segment *segment = claim(size);
    if (!segment)
        return false;
    commit(segment, SEGMENT_OVERFLOW, sizeof(struct segment), size / sizeof(struct slot) * 5 / 8);
    if (swap_acquire_release(&mine.current, &full, segment) && size < LARGEST_OVERFLOW)
        store_relaxed(&mine.overflow_size, size * 2);
    return true;
}

#define LONGEST_STRING 4096

static uint32_t write_string(const char *bytes, uint32_t length)
{
    uint32_t need = (4 + length + 7) / 8 * 8;
    for (;;) {
        struct segment *segment = load_acquire(&mine.current);
        uint32_t at = load_relaxed(&segment->strings_claimed);
        if (at + need <= segment->strings.count)
            at = add_relaxed(&segment->strings_claimed, need);
        if (at + need <= segment->strings.count) {
            char *string = (char *)segment + segment->strings.offset + at;
            memcpy(string + 4, bytes, length);
            memcpy(string, &length, 4);
            return (uint32_t)((segment->offset + segment->strings.offset + at) / 8);
        }
        if (!grow(segment))
            return 0;
    }
}

uint32_t telemetry_string(const char *bytes, size_t length)
{
    length = length < LONGEST_STRING ? length : LONGEST_STRING;
    uint64_t hash = bytes_hash(BYTES_HASH_START, bytes, length), reference;
    if (!mine.home || !length)
        return 0;
    if (memo_find(&mine.strings, hash, &reference))
        return (uint32_t)reference;
    reference = write_string(bytes, (uint32_t)length);
    if (reference)
        memo_keep(&mine.strings, hash, reference);
    return (uint32_t)reference;
}

static struct slot *claim_slot(void)
{
    for (;;) {
        struct segment *segment = load_acquire(&mine.current);
        uint32_t slot = load_relaxed(&segment->slots_claimed);
        if (slot < segment->slots.count)
            slot = add_relaxed(&segment->slots_claimed, 1);
        if (slot < segment->slots.count)
            return (struct slot *)area_of(segment, segment->slots) + slot;
        if (!grow(segment))
            return NULL;
    }
}

static struct slot *begin(const struct call *call, uint32_t target)
{
    struct site site = site_of(call->site);
    struct slot *slot = claim_slot();
    if (!slot) {
        add_relaxed(&header->dropped, 1);
        return NULL;
    }
    slot->thread = thread_self.id;
    slot->time = clock_now();
    slot->site = site.offset;
    slot->module = site.module;
    slot->target = target;
    slot->operation = call->operation;
    slot->symbol = call->symbol;
    return slot;
}

bool telemetry_records(const struct strike *strike)
{
    return !EFFECT_GOES_ON(strike->effect) || load_relaxed(&strike->seen->injected) < RECORDED_OF_WHAT_GOES_ON;
}

void telemetry_injection(const struct call *call, const struct strike *strike, int64_t value, uint32_t target)
{
    uint64_t before = add_relaxed(&strike->seen->injected, 1);
    if (strike->effect == EFFECT_LATENCY || strike->effect == EFFECT_THROTTLE)
        add_relaxed(&strike->seen->latency, (uint64_t)value);
    if (EFFECT_GOES_ON(strike->effect) && before >= RECORDED_OF_WHAT_GOES_ON) {
        if (header)
            add_relaxed(&header->dropped, 1);
        return;
    }
    struct slot *slot = mine.home ? begin(call, target) : NULL;
    if (!slot)
        return;
    slot->rule = strike->rule;
    slot->value = value;
    slot->effect = (uint16_t)strike->effect;
    slot->ordinal = strike->ordinal;
    store_release(&slot->commit, SLOT_INJECTION);
}

bool telemetry_wants_sample(unsigned operation)
{
    return mine.home && load_relaxed(&mine.tried[operation]) < SAMPLES_TRIED &&
           add_relaxed(&mine.tried[operation], 1) < SAMPLES_TRIED;
}

void telemetry_sample(const struct call *call, struct text target)
{
    uint64_t hash = text_hash(target);
    uint64_t *sampled = mine.sampled[call->operation];
    for (unsigned i = 0; i < SAMPLES; i++)
        if (load_relaxed(&sampled[i]) == hash)
            return;
    uint32_t sample = add_relaxed(&mine.samples[call->operation], 1);
    if (sample >= SAMPLES)
        return;
    store_relaxed(&sampled[sample], hash);
    struct slot *slot = begin(call, telemetry_string(target.start, target.length));
    if (slot)
        store_release(&slot->commit, SLOT_SAMPLE);
}

uint32_t *telemetry_program(const struct call *call, const struct telemetry_program *program)
{
    struct slot *slot = mine.home ? begin(call, telemetry_string(program->path.start, program->path.length)) : NULL;
    if (!slot)
        return NULL;
    slot->thread = program->process;
    slot->time = program->time;
    slot->value = program->cover;
    slot->ordinal = telemetry_string(program->detail.start, program->detail.length);
    store_release(&slot->commit, SLOT_PROGRAM);
    return &slot->commit;
}

void telemetry_withdraw(uint32_t *program)
{
    if (program)
        store_release(program, SLOT_WITHDRAWN);
}

void telemetry_ended(const struct call *call, uint32_t process, int status)
{
    struct slot *slot = mine.home ? begin(call, 0) : NULL;
    if (!slot)
        return;
    slot->thread = process;
    slot->value = status;
    store_release(&slot->commit, SLOT_ENDED);
}
