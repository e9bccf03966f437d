#include "descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "../core/bytes.h"
#include "../core/counter.h"
#include "../core/library.h"
#include "../core/system.h"
#include "entry.h"
#include "path.h"

/* An entry of the snapshot's cache: descriptor (20 bits), selection (8), operations seen (16), era (20). Selection 0
 * is none known, SPARED is that of descriptors that no fault may befall. */
#define SPARED 255
#define ERA_BITS 20
#define LARGEST ((1 << 20) - 1)

static uint32_t era;
static struct {
    uint64_t device, inode;
} inherited[3];

static uint64_t pack(int fd, uint32_t selection, uint32_t operations)
{
    return (uint64_t)fd << 44 | (uint64_t)selection << 36 | (uint64_t)operations << 20 |
           (load_relaxed(&era) & ((1u << ERA_BITS) - 1));
}

static uint64_t *entry_of(struct snapshot *snapshot, int fd)
{
    return &snapshot->cache[fd % SNAPSHOT_CACHE];
}

/* The selection number, or 0. */
static uint32_t cached(struct snapshot *snapshot, int fd)
{
    uint64_t entry = load_acquire(entry_of(snapshot, fd));
    uint32_t selection = entry >> 36 & 255;
    bool valid = selection && (entry & ~((uint64_t)UINT16_MAX << 20)) == pack(fd, selection, 0);
    return valid ? selection : 0;
}

static bool status_of(int fd, struct stat *status)
{
    return system_call(SYS_fstat, fd, status) == 0;
}

void descriptor_start(void)
{
    struct stat status;
    for (int fd = 0; fd < 3; fd++)
        if (status_of(fd, &status)) {
            inherited[fd].device = status.st_dev;
            inherited[fd].inode = status.st_ino;
        }
}

static size_t read_link(int fd, char *buffer)
{
    char link[32];
    size_t length = 0;
    bytes_append(link, sizeof link, &length, "/proc/self/fd/");
    bytes_append_number(link, sizeof link, &length, (uint64_t)fd);
    long result = system_call(SYS_readlinkat, AT_FDCWD, link, buffer, PATH_SIZE);
    return system_failed(result) ? 0 : (size_t)result;
}

/* The kernel names a file that has no name left by its last one and a remark, a pipe by its number. */
struct text descriptor_path(int fd, char *buffer)
{
    static const char remark[] = " (deleted)";
    struct text path = {buffer, read_link(fd, buffer)}, number;
    struct stat status;
    size_t length = sizeof remark - 1;
    if (path.length > length && memcmp(buffer + path.length - length, remark, length) == 0 && status_of(fd, &status) &&
        status.st_nlink == 0)
        path.length -= length;
    if (path.length && *buffer != '/')
        text_take_last(&path, ':', &number);
    return path;
}

static bool select_anew(const struct snapshot *snapshot, int fd, const struct stat *status, struct selection *selection,
                        char *buffer)
{
    bool standard = fd < 3;
    bool same = standard && status->st_dev == inherited[fd].device && status->st_ino == inherited[fd].inode;
    if (S_ISSOCK(status->st_mode) || (standard && S_ISFIFO(status->st_mode)) || (same && fd == 0))
        return false;
    return path_select(snapshot, (struct text){buffer, read_link(fd, buffer)}, !same, selection);
}

bool descriptor_select(struct snapshot *snapshot, int fd, struct selection *selection, char *buffer)
{
    struct stat status;
    if (fd < 0)
        return false;
    uint32_t number = cached(snapshot, fd);
    if (number == SPARED)
        return false;
    if (number) {
        *selection = *snapshot_selection(snapshot, number);
        return true;
    }
    if (!status_of(fd, &status))
        return false;
    bool ours = select_anew(snapshot, fd, &status, selection, buffer);
    number = ours ? snapshot_intern(snapshot, selection) : SPARED;
    if (number && fd <= LARGEST)
        store_release(entry_of(snapshot, fd), pack(fd, number, 0));
    return ours;
}

bool descriptor_first(struct snapshot *snapshot, int fd, unsigned operation)
{
    uint64_t bit = (uint64_t)1 << (20 + operation);
    return cached(snapshot, fd) && !(__atomic_fetch_or(entry_of(snapshot, fd), bit, __ATOMIC_RELAXED) & bit);
}

static bool rules_in_force(void)
{
    return (uint32_t)load_acquire(&library_watch->state) != UINT32_MAX;
}

void descriptor_forget(int fd)
{
    void *pin;
    if (!rules_in_force())
        return;
    struct snapshot *snapshot = snapshot_pin(&pin);
    if (snapshot && fd >= 0)
        store_release(entry_of(snapshot, fd), 0);
    snapshot_unpin(pin);
}

/* All entries of older eras are void. When the numbers begin anew, entries that old must be gone. */
void descriptor_forget_all(void)
{
    void *pin;
    if (!rules_in_force())
        return;
    directory_forget();
    if ((add_relaxed(&era, 1) + 1) & ((1u << ERA_BITS) - 1))
        return;
    struct snapshot *snapshot = snapshot_pin(&pin);
    for (int fd = 0; snapshot && fd < SNAPSHOT_CACHE; fd++)
        store_relaxed(entry_of(snapshot, fd), 0);
    snapshot_unpin(pin);
}

int opened(int fd)
{
    if (fd >= 0)
        descriptor_forget(fd);
    return fd;
}

int renamed(int result)
{
    if (result == 0)
        descriptor_forget_all();
    return result;
}
