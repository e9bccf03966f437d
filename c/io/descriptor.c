#include "descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "../core/bytes.h"
#include "../core/counter.h"
#include "../core/library.h"
#include "../core/place.h"
#include "../core/process.h"
#include "../core/system.h"
#include "account.h"
#include "directory.h"
#include "entry.h"
#include "path.h"
#include "target.h"

struct knowledge known;
static struct {
    uint64_t device, inode;
} inherited[3];

/* The note, which is none of that, is gone, but not before nobody believes it any more. Descriptors that share their
 * word with others have none, and leave that of another alone: it may be written at this moment. */
static inline void keep_word(int fd, uint64_t word)
{
    if (fd < KNOWN_ENTRIES) {
        store_relaxed(known_entry(fd), 0);
        __atomic_thread_fence(__ATOMIC_RELEASE);
        store_relaxed(known.notes[fd].path, '\0');
    }
    store_release(known_entry(fd), word);
}

static inline void keep(int fd, uint32_t selection, uint32_t generation)
{
    keep_word(fd, selection && fd <= KNOWN_LARGEST ? known_word(fd, selection, generation) : 0);
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
    return system_failed(result) ? 0 : path_cut(buffer, (size_t)result);
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

/* Before something is remembered of a descriptor: from now on it is seen when one is another. */
static COLD void remember(void)
{
    if (library_unseen(OPERATION_open))
        library_watch_also(OPERATION_open);
}

/* Another thread may move the file meanwhile, which voids what is of the era before, or make the descriptor another
 * file's, which takes away the claim, a word that says nothing. */
static COLD uint32_t select_anew(struct snapshot *snapshot, int fd, struct selection *selection)
{
    char buffer[PATH_SIZE];
    struct stat status;
    bool same;
    uint64_t word = known_word(fd, 0, snapshot->generation), claim = ~(uint64_t)(uintptr_t)&status;
    remember();
    keep_word(fd, claim);
    if (!status_of(fd, &status))
        return DESCRIPTOR_SPARED;
    bool ours = eligible(fd, &status, &same) &&
                path_select(snapshot, (struct text){buffer, read_link(fd, buffer)}, !same, selection);
    uint32_t number = ours ? snapshot_intern(snapshot, selection) : DESCRIPTOR_SPARED;
    if (number && fd <= KNOWN_LARGEST)
        swap_acquire_release(known_entry(fd), &claim, word | (uint64_t)number << KNOWN_SELECTION_SHIFT);
    return number;
}

/* By the note of the path, if there is one; 0: there is none. */
static COLD uint32_t settle(struct snapshot *snapshot, int fd, struct selection *selection)
{
    uint64_t *word = known_entry(fd), noted = known_word(fd, 0, snapshot->generation);
    if (fd >= KNOWN_ENTRIES || load_acquire(word) != noted)
        return 0;
    struct note note = known.notes[fd];
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    struct target target = {AT_FDCWD, note.path};
    uint32_t number = load_relaxed(word) == noted ? target_number(snapshot, target, selection) : 0;
    if (number)
        swap_acquire_release(word, &noted, known_word(fd, number, snapshot->generation));
    return number;
}

uint32_t descriptor_number(struct snapshot *snapshot, int fd, struct selection *selection)
{
    uint32_t number = descriptor_recall(fd, snapshot->generation);
    if (!number)
        number = settle(snapshot, fd, selection);
    return number ? number : select_anew(snapshot, fd, selection);
}

/* In a race with others who close and open it the note may be another, or a part of two: it is believed when it leads
 * to the same file. */
COLD struct text descriptor_name(int fd, char *buffer)
{
    char path[NOTE_SIZE];
    struct stat status, noted;
    if (fd >= KNOWN_ENTRIES || !*known.notes[fd].path || !status_of(fd, &status))
        return descriptor_path(fd, buffer);
    memcpy(path, known.notes[fd].path, sizeof path);
    path[sizeof path - 1] = '\0';
    size_t length = path_join(buffer, 0, path);
    buffer[length] = '\0';
    if (system_call(SYS_newfstatat, AT_FDCWD, buffer, &noted, 0) || noted.st_ino != status.st_ino ||
        noted.st_dev != status.st_dev)
        return descriptor_path(fd, buffer);
    return (struct text){buffer, length};
}

COLD bool descriptor_still(struct snapshot *snapshot, int fd, bool *waits)
{
    struct stat status;
    struct selection selection;
    bool same;
    uint32_t number = known_selection(fd, snapshot->generation);
    /* The kernel's own objects, such as that of eventfd, have no type; daemon(3) and forkpty(3) replace standard
     * streams by devices unseen. */
    bool plain = status_of(fd, &status) && status.st_mode & S_IFMT && !S_ISCHR(status.st_mode);
    if (plain && eligible(fd, &status, &same) && !(same && number)) {
        *waits = !S_ISFIFO(status.st_mode) || !(system_call(SYS_fcntl, fd, F_GETFL) & O_NONBLOCK);
        return true;
    }
    keep(fd, 0, 0);
    return select_anew(snapshot, fd, &selection) == number && number;
}

void descriptor_is_directory(int fd)
{
    remember();
    __atomic_fetch_or(&known.directories, 1u << fd % 32, __ATOMIC_SEQ_CST);
}

THREAD_LOCAL struct descriptor_expected descriptor_expected;

/* Selection 0: nothing is known of it. */
static inline void replace(int fd, uint32_t selection, uint32_t generation)
{
    keep(fd, selection, generation);
    if (UNLIKELY(known_directory(fd)))
        directory_forget(fd);
}

/* Of a descriptor of which more is known than that. What does not fit is cut: then it leads nowhere. */
static COLD void note(int fd, const char *path)
{
    struct note *note = &known.notes[(unsigned)fd % KNOWN_ENTRIES];
    if (fd >= KNOWN_ENTRIES || !path || *path != '/')
        return;
    if (note_has_room(path))
        note_write(note, path);
    else
        for (unsigned i = 0; i < NOTE_SIZE && (note->path[i] = path[i]); i++)
            continue;
}

void descriptor_forget(int fd)
{
    if (fd >= 0 && !library_rests())
        replace(fd, 0, 0);
}

COLD void descriptor_ask(int fd, const char *path)
{
    void *pin;
    struct selection selection;
    struct snapshot *snapshot = pin_take(&pin);
    if (snapshot)
        keep(fd, target_number(snapshot, (struct target){AT_FDCWD, path}, &selection), snapshot->generation);
    pin_release(pin);
}

BODY int opened(int fd, const char *path)
{
    account_done(fd >= 0, fd, 0);
    if (fd >= 0 && !library_rests()) {
        replace(fd, descriptor_expected.selection, descriptor_expected.generation);
        note(fd, path);
    }
    descriptor_expected.selection = 0;
    return fd;
}

/* Whether a standard stream is one that the rules treat otherwise than the same file under another descriptor, or that
 * of a child of vfork alone. */
static bool special(int fd)
{
    struct stat status;
    bool same;
    return fd < 3 && (!status_of(fd, &status) || !eligible(fd, &status, &same) || same || !process_owns_memory());
}

/* The copy means the file by the path under which the source was opened. */
COLD int duplicated(int source, int fd)
{
    void *pin;
    struct selection selection;
    if (fd < 0 || source == fd || library_rests())
        return fd;
    descriptor_forget(fd);
    struct snapshot *snapshot = source < 3 ? NULL : pin_take(&pin);
    if (!snapshot)
        return fd;
    uint32_t number = known_selection(source, snapshot->generation);
    if (!number)
        number = settle(snapshot, source, &selection);
    if (number && !special(fd)) {
        keep(fd, number, snapshot->generation);
        if (source < KNOWN_ENTRIES)
            note(fd, known.notes[source].path);
    }
    pin_release(pin);
    return fd;
}

/* All entries of older eras are void. When the eras begin anew, entries that old must be gone. */
COLD void descriptor_forget_all(void)
{
    if (library_rests())
        return;
    directory_forget_all();
    if ((uint16_t)(add_relaxed(&known.era, 1) + 1))
        return;
    for (int i = 0; i < KNOWN_ENTRIES; i++)
        store_relaxed(&known.words[i], 0);
}

COLD void descriptor_forget_range(unsigned first, unsigned last)
{
    if (library_rests() || !process_owns_memory())
        return;
    directory_forget_all();
    for (unsigned i = 0; i < KNOWN_ENTRIES; i++) {
        unsigned fd = (unsigned)(load_relaxed(&known.words[i]) >> KNOWN_HIGH_SHIFT) * KNOWN_ENTRIES + i;
        if (fd >= first && fd <= last)
            store_release(&known.words[i], 0);
    }
}

int renamed(int result)
{
    account_done(result == 0, -1, 0);
    if (result == 0)
        descriptor_forget_all();
    return result;
}
