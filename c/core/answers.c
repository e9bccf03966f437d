#include "answers.h"

#include "bytes.h"
#include "counter.h"
#include "pages.h"
#include "random.h"
#include "shared.h"

#define ANSWERS_SIZE 65536
#define ENTRIES 8190
#define PROBES 64

struct answers {
    char magic[8];
    uint32_t version;
    uint32_t count;
    uint64_t entries[ENTRIES]; /* keys of a host and an address; 0 is free */
};

static struct answers *answers;
static const uint32_t none_counted;
const uint32_t *answers_counted = &none_counted;
static bool shared;

void answers_start(void)
{
    if (answers)
        return;
    answers = shared_map("answers", ANSWERS_SIZE, "CHAOSANS");
    shared = answers != NULL;
    if (!shared)
        answers = pages_allocate(ANSWERS_SIZE);
    if (answers)
        answers_counted = &answers->count;
}

bool answers_shared(void)
{
    return shared;
}

uint64_t answers_host(struct text host)
{
    uint64_t hash = BYTES_HASH_START;
    host.length -= host.length && host.start[host.length - 1] == '.';
    for (size_t i = 0; i < host.length; i++) {
        char byte = host.start[i];
        byte = (char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
        hash = bytes_hash(hash, &byte, 1);
    }
    return hash;
}

static uint64_t key_of(struct text host, const struct address *address)
{
    struct address plain = *address;
    address_unmap(&plain);
    return random_key(answers_host(host), bytes_hash(BYTES_HASH_START, (const char *)plain.bytes, plain.length)) | 1;
}

/* The entry that holds the key, or a free one where it would be, or NULL. */
static uint64_t *entry_of(uint64_t key)
{
    for (uint64_t step = 0; answers && step < PROBES; step++) {
        uint64_t *entry = &answers->entries[(key / 2 + step) % ENTRIES];
        uint64_t found = load_acquire(entry);
        if (!found || found == key)
            return entry;
    }
    return NULL;
}

void answers_add(struct text host, const struct address *address)
{
    uint64_t key = key_of(host, address), none, *entry;
    do {
        none = 0;
        entry = entry_of(key);
        if (!entry || load_relaxed(entry) == key)
            return;
    } while (!swap_acquire_release(entry, &none, key));
    add_relaxed(&answers->count, 1);
}

bool answers_have(struct text host, const struct address *address)
{
    uint64_t key = key_of(host, address), *entry = entry_of(key);
    return entry && load_relaxed(entry) == key;
}
