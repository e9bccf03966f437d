#include "record.h"

#include <stddef.h>

#include "bytes.h"
#include "clock.h"
#include "counter.h"
#include "memo.h"
#include "site.h"
#include "thread.h"

#define FIRST_OVERFLOW 65536
#define LARGEST_OVERFLOW (1u << 20)
#define LONGEST_STRING 4096
#define SAMPLES 8
#define SAMPLES_TRIED 64
/* Slots, and bytes of strings, that no sample takes: what gives up its rights gets no more of them. */
#define KEPT_FOR_FAULTS 12
#define TEXT_KEPT_FOR_FAULTS 1024

enum { SLOT_INJECTION = 1, SLOT_SAMPLE = 2, SLOT_PROGRAM = 3, SLOT_ENDED = 4, SLOT_WITHDRAWN = 5 };

static struct {
    struct segment *current; /* where slots and strings go */
    uint32_t tried[THREAD_OPERATIONS];
    uint32_t samples[THREAD_OPERATIONS];
    uint64_t sampled[THREAD_OPERATIONS][SAMPLES];
    MEMO(strings, MEMO_ENTRIES);
} mine;

void record_start(struct segment *home)
{
    memset(&mine, 0, sizeof mine);
    mine.current = home;
}

/* Replaces the segment that is full. */
static bool grow(const struct segment *full)
{
    uint32_t size = full->size * 2;
    size = size < FIRST_OVERFLOW ? FIRST_OVERFLOW : size < LARGEST_OVERFLOW ? size : LARGEST_OVERFLOW;
    if (segment_turn()) {
        struct segment *segment = load_acquire(&mine.current) == full ? segment_claim(size) : NULL;
        if (segment) {
            segment_commit(segment, SEGMENT_OVERFLOW, sizeof(struct segment), size / sizeof(struct slot) * 5 / 8);
            store_release(&mine.current, segment);
        }
        segment_turn_over();
    }
    return load_acquire(&mine.current) != full;
}

/* Claims pieces of a supply, by its place in a segment: of the newest one where some are left then, or of one more.
 * Returns the first of them from the segment on; 0: there is no room. */
static uint32_t claim(size_t place, uint32_t need, size_t size, uint32_t left, struct segment **from)
{
    for (;;) {
        struct segment *segment = *from = load_acquire(&mine.current);
        struct supply *supply = (struct supply *)((char *)segment + place);
        uint32_t at = load_relaxed(&supply->claimed);
        if (at + need + left <= supply->area.count)
            at = add_relaxed(&supply->claimed, need);
        if (at + need + left <= supply->area.count)
            return supply->area.offset + at * (uint32_t)size;
        if (!grow(segment))
            return 0;
    }
}

static uint32_t write_string(struct text text, uint32_t left)
{
    struct segment *segment;
    uint32_t length = (uint32_t)text.length;
    uint32_t at = claim(offsetof(struct segment, strings), (4 + length + 7) / 8 * 8, 1, left, &segment);
    if (!at)
        return 0;
    char *string = (char *)segment + at;
    memcpy(string + 4, text.start, length);
    memcpy(string, &length, 4);
    return (uint32_t)((segment->offset + at) / 8);
}

static uint32_t record_text(struct text text, uint32_t left)
{
    text.length = text.length < LONGEST_STRING ? text.length : LONGEST_STRING;
    uint64_t hash = text_hash(text), reference;
    if (!segment_home || !text.length)
        return 0;
    if (memo_find(mine.strings, MEMO_ENTRIES, hash, &reference))
        return (uint32_t)reference;
    reference = write_string(text, left);
    if (reference)
        memo_keep(mine.strings, MEMO_ENTRIES, hash, reference);
    return (uint32_t)reference;
}

uint32_t record_string(struct text text)
{
    return record_text(text, 0);
}

static struct slot *begin(const struct call *call, uint32_t target, uint32_t left)
{
    struct site site = site_of(call->site);
    struct segment *segment;
    uint32_t at = claim(offsetof(struct segment, slots), 1, sizeof(struct slot), left, &segment);
    if (!at)
        return NULL;
    struct slot *slot = (struct slot *)((char *)segment + at);
    slot->thread = thread_self.id;
    slot->time = clock_now();
    slot->site = site.offset;
    slot->module = site.module;
    slot->target = target;
    slot->operation = call->operation;
    slot->symbol = call->symbol;
    return slot;
}

bool record_lists(const struct strike *strike)
{
    return !EFFECT_GOES_ON(strike->effect) || load_relaxed(&strike->seen->injected) < EFFECT_RECORDS;
}

void record_injection(const struct call *call, const struct strike *strike, int64_t value, uint32_t target)
{
    uint64_t before = add_relaxed(&strike->seen->injected, 1);
    if (strike->effect == EFFECT_LATENCY || strike->effect == EFFECT_THROTTLE)
        add_relaxed(&strike->seen->latency, (uint64_t)value);
    if (!segment_home)
        return;
    bool listed = !EFFECT_GOES_ON(strike->effect) || before < EFFECT_RECORDS;
    struct slot *slot = listed ? begin(call, target, 0) : NULL;
    if (!slot) {
        add_relaxed(&segment_file->dropped, 1);
        return;
    }
    slot->rule = strike->rule;
    slot->value = value;
    slot->effect = (uint16_t)strike->effect;
    slot->ordinal = strike->ordinal;
    store_release(&slot->commit, SLOT_INJECTION);
}

bool record_wants_sample(unsigned operation)
{
    return segment_home && load_relaxed(&mine.tried[operation]) < SAMPLES_TRIED &&
           add_relaxed(&mine.tried[operation], 1) < SAMPLES_TRIED;
}

void record_sample(const struct call *call, struct text target)
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
    struct slot *slot = begin(call, record_text(target, TEXT_KEPT_FOR_FAULTS), KEPT_FOR_FAULTS);
    if (slot)
        store_release(&slot->commit, SLOT_SAMPLE);
}

uint32_t *record_program(const struct call *call, const struct record_program *program)
{
    if (!segment_home)
        return NULL;
    struct slot *slot = begin(call, program->path, 0);
    if (!slot) {
        add_relaxed(&segment_file->lost, program->cover != 0);
        return NULL;
    }
    slot->thread = program->process;
    slot->time = program->time;
    slot->value = program->cover;
    slot->ordinal = program->detail;
    store_release(&slot->commit, SLOT_PROGRAM);
    return &slot->commit;
}

void record_withdraw(uint32_t *program)
{
    if (program)
        store_release(program, SLOT_WITHDRAWN);
}

void record_ended(const struct call *call, uint32_t process, int status)
{
    struct slot *slot = segment_home ? begin(call, 0, 0) : NULL;
    if (!slot)
        return;
    slot->thread = process;
    slot->value = status;
    store_release(&slot->commit, SLOT_ENDED);
}
