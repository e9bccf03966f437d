/* The pieces of the telemetry file, as docs/telemetry.md has them: each is claimed, laid out, and valid once it is
 * committed. What a process writes about itself is in its first, its home. Async-signal-safe. */
#ifndef CHAOS_SEGMENT_H
#define CHAOS_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEGMENT_PROCESSES 65536
#define SEGMENT_COMMIT 0x53474348u
#define SEGMENT_UNIT 4096

enum { SEGMENT_PROCESS = 1, SEGMENT_OVERFLOW = 2 };

struct segment_file {
    char magic[8];
    uint32_t version;
    uint32_t size;
    uint64_t next;
    uint64_t dropped;
    uint64_t lost;
    uint64_t reserved[3];
    uint32_t processes[SEGMENT_PROCESSES];
};

struct area {
    uint32_t offset;
    uint32_t count;
};

/* An area of which threads claim piece by piece. */
struct supply {
    struct area area;
    uint32_t claimed;
};

struct segment {
    uint32_t commit;
    uint32_t size;
    uint32_t kind;
    uint32_t home;
    struct area lanes;
    struct area rules;
    struct supply slots, strings;
    uint64_t offset; /* of the segment in the file */
};

/* What follows the head of a home. */
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
    int64_t given;
    uint64_t reserved[6];
    uint32_t image;
    uint32_t rules;
    uint32_t lanes_shared;
    uint32_t message;
    uint64_t reserved_too[8];
};

/* One thing that happened. */
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

/* The file's header; NULL without a run. */
extern struct segment_file *segment_file __attribute__((visibility("hidden")));
/* This process's home; NULL without a run, or without room. */
extern struct segment *segment_home __attribute__((visibility("hidden")));

/* Maps the header. */
void segment_start(void);
/* A new piece of at least so many bytes, zeroed, whose disk space is there. NULL: no room. */
struct segment *segment_claim(size_t size);
/* Lays slots and strings out in what is left behind `used` bytes, and makes the segment valid; the home first. */
void segment_commit(struct segment *segment, uint32_t kind, uint32_t used, uint32_t slots);

/* Around what all threads may do at once: to look whether a piece is there, to claim it, to publish it. Without turns a
 * thousand threads would claim a thousand pieces and use up the file. Nobody waits for ever for another's turn to end:
 * of two who are at it at the same time, one makes its piece in vain. False: a moment ago there was no room. */
bool segment_turn(void);
void segment_turn_over(void);
/* The thread whose turn it is, or 0: in a child of fork nobody's. */
extern uint32_t segment_turn_of __attribute__((visibility("hidden")));

/* The area of so many entries that `place` names, which the first who asks has made in a piece of its own: as lanes or
 * as rules, by the field's offset. NULL: no room. */
void *segment_grow(void **place, size_t field, uint32_t count, size_t size);

/* Where it is in the file. */
static inline uint32_t segment_unit(const struct segment *segment)
{
    return (uint32_t)(segment->offset / SEGMENT_UNIT);
}

static inline void *segment_area(const struct segment *segment, struct area area)
{
    return (char *)segment + area.offset;
}

static inline struct process_record *segment_process(const struct segment *segment)
{
    return (struct process_record *)(segment + 1);
}

#endif
