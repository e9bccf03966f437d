#include "control.h"

#include <errno.h>
#include <fcntl.h>

#include "counter.h"
#include "place.h"
#include "shared.h"
#include "system.h"

#define CONTROL_SIZE 1048576
#define COUNTERS 65528
#define PROBES 4096

enum { FLAG_DOES_NOT_FOLLOW = 1 };

struct control {
    char magic[8];
    uint32_t version;
    uint32_t generation;
    uint64_t seed;
    uint64_t started;
    uint64_t limit;
    uint64_t flags;
    uint64_t reserved[10];
    struct {
        uint64_t key;
        uint64_t count;
    } counters[COUNTERS];
};

static struct control *shared;
static uint32_t private_generation = 1;
static uint64_t private_seed;
static bool barred;

void control_start(void)
{
    shared = shared_map("control", CONTROL_SIZE, "CHAOSCTL");
    if (!shared)
        private_seed = place_number("CHAOS_SEED", 0);
}

void control_bar(void)
{
    long file = place_open("control", O_PATH);
    barred = file != -ENOENT;
    shared = NULL;
    system_call(SYS_close, file);
}

bool control_barred(void)
{
    return barred;
}

bool control_shared(void)
{
    return shared != NULL;
}

uint64_t control_seed(void)
{
    return shared ? shared->seed : private_seed;
}

uint64_t control_started(uint64_t latest)
{
    return shared && shared->started < latest ? shared->started : latest;
}

bool control_follows(void)
{
    return shared && !(load_relaxed(&shared->flags) & FLAG_DOES_NOT_FOLLOW);
}

uint64_t control_limit(void)
{
    return shared->limit;
}

const uint32_t *control_generation(void)
{
    return shared ? &shared->generation : &private_generation;
}

void control_next_generation(void)
{
    add_relaxed(&private_generation, 1);
}

uint64_t *control_counter(uint64_t key)
{
    if (!shared)
        return NULL;
    for (uint64_t step = 0; step < PROBES; step++) {
        uint64_t *entry = &shared->counters[(key + step) % COUNTERS].key;
        uint64_t found = load_acquire(entry);
        if (!found)
            swap_acquire_release(entry, &found, key);
        if (!found || found == key)
            return &shared->counters[(key + step) % COUNTERS].count;
    }
    return NULL;
}
