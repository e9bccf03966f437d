#include "descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "../core/bytes.h"
#include "../core/counter.h"
#include "../core/library.h"
#include "../core/place.h"
#include "../core/system.h"
#include "directory.h"
#include "entry.h"
#include "path.h"
#include "quota.h"

/* What is known of descriptors: descriptor / ENTRIES (10 bits), selection (16), generation of the rules (18), era (20).
 * Selection 0 is none known. */
#define ENTRIES 1024
#define GENERATION_BITS 22
#define ERA_BITS 16
#define LARGEST ((1 << 20) - 1)
#define LOW(value, bits) ((value) & (((uint64_t)1 << (bits)) - 1))

/* What most calls look at lies in one cache line with what is known of the lowest descriptors. */
static struct {
    uint32_t era;
    uint32_t directories; /* bit per descriptor modulo 32: its path may be remembered */
    uint64_t known[ENTRIES];
} all __attribute__((aligned(64)));
static struct {
    uint64_t device, inode;
} inherited[3];

static inline uint64_t pack(int fd, uint32_t selection, uint32_t generation)
{
    return (uint64_t)(fd / ENTRIES) << 54 | (uint64_t)selection << 38 | LOW(generation, GENERATION_BITS) << ERA_BITS |
           LOW(load_relaxed(&all.era), ERA_BITS);
}

static uint32_t selection_of(uint64_t entry)
{
    return entry >> 38 & UINT16_MAX;
}

/* The selection number, or 0. */
static uint32_t recall(int fd, uint32_t generation)
{
    uint64_t entry = load_acquire(&all.known[fd % ENTRIES]);
    uint32_t selection = selection_of(entry);
    return entry == pack(fd, selection, generation) ? selection : 0;
}

static inline void keep(int fd, uint32_t selection, uint32_t generation)
{
    store_release(&all.known[fd % ENTRIES], selection && fd <= LARGEST ? pack(fd, selection, generation) : 0);
}

static bool status_of(int fd, struct stat *status)
{
    return system_call(SYS_fstat, fd, status) == 0;
}

COLD void descriptor_start(void)
{
    struct stat status;
    for (int fd = 0; fd < 3; fd++)
        if (status_of(fd, &status)) {
            inherited[fd].device = status.st_dev;
            inherited[fd].inode = status.st_ino;
        }
}

static COLD size_t read_link(int fd, char *buffer)
{
    char link[PLACE_DESCRIPTOR];
    place_descriptor("fd", fd, link);
    long result = system_call(SYS_readlinkat, AT_FDCWD, link, buffer, PATH_SIZE);
    return system_failed(result) ? 0 : (size_t)result;
}

/* The kernel names a file that has no name left by its last one and a remark, a pipe by its number. */
COLD struct text descriptor_path(int fd, char *buffer)
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

/* Whether faults may befall what the descriptor refers to, its path aside; `*same`: whether that is what a standard
 * stream referred to when the program began. */
static COLD bool eligible(int fd, const struct stat *status, bool *same)
{
    bool standard = fd < 3;
    *same = standard && status->st_dev == inherited[fd].device && status->st_ino == inherited[fd].inode;
    return !S_ISSOCK(status->st_mode) && !(standard && S_ISFIFO(status->st_mode)) && !(*same && fd == 0);
}

static COLD bool select_anew(struct snapshot *snapshot, int fd, struct selection *selection)
{
    char buffer[PATH_SIZE];
    struct stat status;
    bool same;
    if (!status_of(fd, &status))
        return false;
    bool ours = eligible(fd, &status, &same) &&
                path_select(snapshot, (struct text){buffer, read_link(fd, buffer)}, !same, selection);
    keep(fd, ours ? snapshot_intern(snapshot, selection) : DESCRIPTOR_SPARED, snapshot->generation);
    return ours;
}

uint32_t descriptor_recall(int fd, uint32_t generation)
{
    return fd < 0 ? DESCRIPTOR_SPARED : recall(fd, generation);
}

const struct selection *descriptor_select(struct snapshot *snapshot, int fd, struct selection *selection)
{
    return fd >= 0 && select_anew(snapshot, fd, selection) ? selection : NULL;
}

COLD bool descriptor_still(struct snapshot *snapshot, int fd)
{
    struct stat status;
    struct selection selection;
    bool same;
    uint32_t number = recall(fd, snapshot->generation);
    /* The kernel's own objects, such as that of eventfd, have no type. */
    if (status_of(fd, &status) && eligible(fd, &status, &same) && status.st_mode & S_IFMT && !(same && number))
        return true;
    keep(fd, 0, 0);
    return select_anew(snapshot, fd, &selection) && number && recall(fd, snapshot->generation) == number;
}

THREAD_LOCAL struct descriptor_expected descriptor_expected;

void descriptor_is_directory(int fd)
{
    __atomic_fetch_or(&all.directories, 1u << fd % 32, __ATOMIC_SEQ_CST);
}

/* Selection 0: nothing is known of it. */
static inline void replace(int fd, uint32_t selection, uint32_t generation)
{
    keep(fd, selection, generation);
    if (UNLIKELY(load_relaxed(&all.directories) >> fd % 32 & 1))
        directory_forget(fd);
}

void descriptor_forget(int fd)
{
    if (fd >= 0 && !library_rests())
        replace(fd, 0, 0);
}

int opened(int fd)
{
    quota_done(fd >= 0, fd, 0);
    if (fd >= 0 && !library_rests())
        replace(fd, descriptor_expected.selection, descriptor_expected.generation);
    descriptor_expected.selection = 0;
    return fd;
}

/* Whether a standard stream is one that the rules treat otherwise than the same file under another descriptor. */
static bool special(int fd)
{
    struct stat status;
    bool same;
    return fd < 3 && (!status_of(fd, &status) || !eligible(fd, &status, &same) || same);
}

/* The copy means the file by the path under which the source was opened. */
COLD int duplicated(int source, int fd)
{
    if (fd < 0 || source == fd || library_rests())
        return fd;
    descriptor_forget(fd);
    uint32_t generation =
        source < 3 ? 0 : (uint32_t)LOW(load_acquire(&all.known[source % ENTRIES]) >> ERA_BITS, GENERATION_BITS);
    uint32_t selection = source < 3 ? 0 : recall(source, generation);
    if (selection && !special(fd))
        keep(fd, selection, generation);
    return fd;
}

/* All entries of older eras are void. When the eras begin anew, entries that old must be gone. */
COLD void descriptor_forget_all(void)
{
    if (library_rests())
        return;
    directory_forget_all();
    if (LOW(add_relaxed(&all.era, 1) + 1, ERA_BITS))
        return;
    for (int i = 0; i < ENTRIES; i++)
        store_relaxed(&all.known[i], 0);
}

int renamed(int result)
{
    quota_done(result == 0, -1, 0);
    if (result == 0)
        descriptor_forget_all();
    return result;
}
