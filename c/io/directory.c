#include "directory.h"

#include "../core/bytes.h"
#include "../core/counter.h"
#include "../core/system.h"
#include "entry.h"
#include "path.h"

/* Readers copy and look whether the version is still the one that they began with; it is odd while somebody writes. */
static struct {
    uint32_t version;
    uint32_t length;
    char path[PATH_SIZE];
} known;

void directory_forget(void)
{
    add_relaxed(&known.version, 2);
    store_release(&known.length, 0);
}

static size_t recall(char *buffer, uint32_t version)
{
    uint32_t length = load_acquire(&known.length);
    if (version & 1 || !length)
        return 0;
    memcpy(buffer, known.path, length);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return load_relaxed(&known.version) == version ? length : 0;
}

size_t directory_path(char *buffer)
{
    uint32_t version = load_acquire(&known.version);
    size_t length = recall(buffer, version);
    if (length)
        return length;
    long result = system_call(SYS_getcwd, buffer, PATH_SIZE);
    if (system_failed(result) || *buffer != '/')
        return 0;
    length = (size_t)result - 1;
    if (!(version & 1) && swap_acquire_release(&known.version, &version, version + 1)) {
        memcpy(known.path, buffer, length);
        store_relaxed(&known.length, (uint32_t)length);
        add_relaxed(&known.version, 1);
    }
    return length;
}
