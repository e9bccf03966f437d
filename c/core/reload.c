#include "reload.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "bytes.h"
#include "clock.h"
#include "control.h"
#include "counter.h"
#include "pages.h"
#include "pin.h"
#include "place.h"
#include "telemetry.h"

#define DEFAULT_INTERVAL_MS 20
#define LARGEST_TEXT (64L << 20)
#define NO_MEMORY "there is no memory for it"

/* What tells one state of a file from another. */
struct identity {
    uint64_t device, inode, size, seconds, nanoseconds;
};

static struct identity seen;
static uint64_t interval; /* nanoseconds */
static uint64_t deadline;
static struct {
    uint64_t cycles, time;
} last;
static uint32_t complained;

static struct identity identity_of(const struct stat *status)
{
    return (struct identity){status->st_dev, status->st_ino, (uint64_t)status->st_size,
                             (uint64_t)status->st_mtim.tv_sec, (uint64_t)status->st_mtim.tv_nsec};
}

/* In cycles per nanosecond. No counter is as fast as the other. */
#define SLOW 0.02
#define FAST 10

/* The rate of the cycle counter is learned from the last look; the first guess is low, so the first look comes early.
 * Threads that look at the same time can mix up their numbers. */
static void schedule(void)
{
    uint64_t cycles = clock_cycles(), time = clock_now();
    double rate = time > last.time ? (double)(cycles - last.cycles) / (double)(time - last.time) : SLOW;
    if (!last.time || rate > FAST)
        rate = SLOW;
    last.cycles = cycles;
    last.time = time;
    store_relaxed(&deadline, cycles + (uint64_t)((double)interval * rate));
}

uint64_t reload_deadline(void)
{
    return load_relaxed(&deadline);
}

void reload_look(void)
{
    struct stat status;
    memset(&status, 0, sizeof status);
    system_call(SYS_newfstatat, AT_FDCWD, place_rule_text(), &status, 0);
    struct identity now = identity_of(&status);
    if (memcmp(&now, &seen, sizeof now)) {
        seen = now;
        control_next_generation();
    }
    schedule();
}

void reload_start(void)
{
    if (control_shared())
        return;
    interval = place_number("CHAOS_RELOAD_MS", DEFAULT_INTERVAL_MS) * NANOSECONDS_PER_MILLISECOND;
    reload_look();
}

/* Reads the text into pages of its own. No file: an empty text, and not present. What is not in force is empty, too. */
static const char *read_text(struct text *text, size_t *size, bool *present)
{
    struct stat status;
    *text = (struct text){NULL, 0};
    *size = 0;
    long file = system_call(SYS_openat, AT_FDCWD, place_rule_text(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    *present = file != -2 /* ENOENT */;
    if (!*present)
        return NULL;
    if (system_failed(file))
        return "it cannot be opened";
    const char *wrong = NULL;
    char *pages = NULL;
    if (system_call(SYS_fstat, file, &status) || !S_ISREG(status.st_mode))
        wrong = "it is not a regular file";
    else if (status.st_size > LARGEST_TEXT)
        wrong = "it is larger than 64 MiB";
    else if (status.st_size && !(pages = pages_allocate((size_t)status.st_size)))
        wrong = NO_MEMORY;
    if (pages) {
        *size = (size_t)status.st_size;
        long length;
        while (!control_barred() && text->length < *size &&
               (length = system_call(SYS_read, file, pages + text->length, *size - text->length)) > 0)
            text->length += (size_t)length;
        text->start = pages;
    }
    system_call(SYS_close, file);
    return wrong;
}

static void say(const char *message, size_t length)
{
    if (!add_relaxed(&complained, 1))
        system_call(SYS_write, 2, message, length);
}

/* One line: where, why and what follows from it. */
static void complain(const struct grammar_table *table, const struct grammar_mistake *mistake)
{
    char message[768], where[64] = "", line[BYTES_NUMBER], column[BYTES_NUMBER];
    if (mistake->line)
        bytes_join(where, sizeof where, ":", bytes_number(mistake->line, line), ":",
                   bytes_number(mistake->column, column));
    size_t length = bytes_join(message, sizeof message, "chaos-", table->library, ": ", place_rule_text(), where, ": ",
                               mistake->reason);
    telemetry_loaded(0, true, message);
    bytes_append(message, sizeof message, &length, "; no faults are injected\n");
    say(message, length);
}

static struct snapshot *load(const struct grammar_table *table, uint32_t generation)
{
    struct text text;
    size_t text_size;
    bool present;
    struct grammar_mistake mistake = {0, 0, read_text(&text, &text_size, &present)};
    size_t capacity = grammar_lines(text), size = (capacity + 1) * sizeof(struct rule);
    struct rule *rules = pages_allocate(size);
    struct snapshot *snapshot = NULL;
    if (!rules)
        mistake.reason = NO_MEMORY;
    long count = mistake.reason ? -1 : grammar_read(table, text, rules, &mistake);
    if (count >= 0 && !(snapshot = snapshot_make(table, rules, (size_t)count, text, text_size, generation)))
        mistake.reason = NO_MEMORY;
    if (snapshot) {
        telemetry_loaded((uint32_t)count, present, NULL);
    } else {
        complain(table, &mistake);
        snapshot = snapshot_make(table, NULL, 0, text, text_size, generation);
    }
    if (rules)
        pages_free(rules, size);
    if (!snapshot && text_size)
        pages_free((void *)text.start, text_size);
    return snapshot;
}

void reload(const struct grammar_table *table)
{
    for (;;) {
        void *pin;
        uint32_t generation = load_acquire(control_generation());
        struct snapshot *old = pin_take(&pin);
        struct snapshot *new = old && old->generation == generation ? NULL : load(table, generation);
        bool replaced = new &&pin_replace(old, new);
        pin_release(pin);
        if (!new)
            return;
        pin_retire(replaced ? old : new);
    }
}
