#include "directory.h"

#include "../core/bytes.h"
#include "../core/counter.h"
#include "../core/process.h"
#include "descriptor.h"
#include "entry.h"
#include "path.h"

#define DESCRIPTORS 8

/* Readers copy and look whether the version is still the one that they began with; it is odd while somebody writes. */
struct known {
    uint32_t version;
    uint32_t length; /* 0: nothing known */
    uint64_t owner;  /* directory, and the rules' generation: under others it may not have been seen what it became */
    char path[PATH_SIZE];
};

/* The last is the current directory's. */
static struct known all[DESCRIPTORS + 1];

static uint64_t owner_of(int directory)
{
    return (uint64_t)library_rules() << 32 | (uint32_t)directory;
}

static uint32_t place_of(int directory)
{
    return directory < 0 ? DESCRIPTORS : (uint32_t)directory % DESCRIPTORS;
}

static void forget(struct known *known)
{
    add_relaxed(&known->version, 2);
    store_release(&known->length, 0);
}

void directory_forget(int directory)
{
    struct known *known = &all[place_of(directory)];
    if (directory < 0 || (load_relaxed(&known->length) && (uint32_t)load_relaxed(&known->owner) == (uint32_t)directory))
        forget(known);
}

void directory_forget_all(void)
{
    for (struct known *known = all; known <= &all[DESCRIPTORS]; known++)
        forget(known);
}

/* Its length; 0: it is not known. */
static uint32_t length_of(const struct known *known, int directory, uint32_t version)
{
    uint32_t length = load_acquire(&known->length);
    return !(version & 1) && load_acquire(&known->owner) == owner_of(directory) ? length : 0;
}

uint64_t directory_state(int directory)
{
    uint32_t place = place_of(directory), version = load_acquire(&all[place].version);
    if (!length_of(&all[place], directory, version) || load_relaxed(&all[place].version) != version)
        return 0;
    return (uint64_t)version << 32 | (place + 1);
}

static size_t recall(const struct known *known, int directory, uint32_t version, char *buffer)
{
    uint32_t length = length_of(known, directory, version);
    memcpy(buffer, known->path, length);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return load_relaxed(&known->version) == version ? length : 0;
}

static size_t ask(int directory, char *buffer)
{
    if (directory != AT_FDCWD)
        return descriptor_path(directory, buffer).length;
    long result = system_call(SYS_getcwd, buffer, PATH_SIZE);
    return system_failed(result) ? 0 : (size_t)result - 1;
}

size_t directory_path(int directory, char *buffer)
{
    struct known *known = &all[place_of(directory)];
    uint32_t version = load_acquire(&known->version);
    size_t length = recall(known, directory, version, buffer);
    if (length)
        return length;
    length = ask(directory, buffer);
    if (!length || length > PATH_LONGEST || *buffer != '/')
        return 0;
    if (!process_owns_memory())
        return length;
    uint64_t owner = owner_of(directory);
    if (directory >= 0)
        descriptor_is_directory(directory);
    if (!(version & 1) && swap_acquire_release(&known->version, &version, version + 1)) {
        memcpy(known->path, buffer, length);
        store_relaxed(&known->owner, owner);
        store_relaxed(&known->length, (uint32_t)length);
        add_relaxed(&known->version, 1);
    }
    return length;
}
