/* Descriptors: which selectors fit what they refer to, and what that is called. */
#ifndef CHAOS_IO_DESCRIPTOR_H
#define CHAOS_IO_DESCRIPTOR_H

#include "../core/attributes.h"
#include "../core/call.h"
#include "../core/library.h"
#include "../core/pointer.h"
#include "directory.h"
#include "entry.h"
#include "known.h"
#include "path.h"

/* Notes what descriptors 0, 1 and 2 refer to when the program begins. */
void descriptor_start(void);
/* The number of the selection of an open descriptor's path, that of its open or what the kernel says; 0: it has none,
 * and is in `selection`. */
COLD uint32_t descriptor_number(struct snapshot *snapshot, int fd, struct selection *selection);
/* Whether the descriptor may still be what is remembered of it: it can have been closed in ways that we don't see, and
 * given to a socket, or by a child of vfork to a standard stream. Makes a system call; what is wrong is forgotten. If
 * it is, `*waits` is whether calls on it may wait: those on a pipe with O_NONBLOCK do not. */
bool descriptor_still(struct snapshot *snapshot, int fd, bool *waits);
/* The number of the selection of what no fault may befall. */
#define DESCRIPTOR_SPARED (SNAPSHOT_SELECTIONS + 1)
/* The number of the selection that fits, when the descriptor was asked for before or the program opened it by a path,
 * under the rules of a generation; 0: it is not known. */
static inline uint32_t descriptor_recall(int fd, uint32_t generation)
{
    return LIKELY(fd >= 0) ? known_selection(fd, generation) : DESCRIPTOR_SPARED;
}

/* Whether it is known, and faults may befall it. */
static inline bool descriptor_ours(int fd)
{
    uint32_t number = descriptor_recall(fd, library_rules());
    return number && number != DESCRIPTOR_SPARED;
}

/* What the thread's next descriptor is known to be, if it comes from the open that was asked about last. */
extern THREAD_LOCAL struct descriptor_expected {
    uint32_t selection; /* 0: nothing is known */
    uint32_t generation;
} descriptor_expected __attribute__((visibility("hidden")));

/* The calling thread is about to open a path that has this selection, by its number under the rules of a generation. */
static inline void descriptor_expect(uint32_t selection, uint32_t generation)
{
    descriptor_expected.selection = selection;
    descriptor_expected.generation = generation;
}

/* Whether it is enough to note under which path a call opens a descriptor: no rule names open, though some may name
 * what is done with the descriptor. Then the call is counted. */
HOT_PART bool descriptor_notable(unsigned operation, const char *path)
{
    return library_unnamed(operation) && !pointer_is_wild(path) && note_fits(path) && library_counted(operation);
}

/* Of descriptors that share what is known with others. */
NOTHROW COLD void descriptor_ask(int fd, const char *path);
/* The descriptor, or -1, that was opened then. Returns it. */
HOT_PART int descriptor_noted(int fd, const char *path)
{
    if (UNLIKELY(fd < 0))
        return fd;
    if (LIKELY(fd < KNOWN_ENTRIES)) {
        note_write(&known.notes[fd], path);
        store_release(&known.words[fd], known_word(fd, 0, library_rules()));
    } else {
        descriptor_ask(fd, path);
    }
    if (UNLIKELY(known_directory(fd)))
        directory_forget(fd);
    return fd;
}

/* The same as descriptor_forget, for entries that have nothing else to do. */
static inline void descriptor_closing(int fd)
{
    if (UNLIKELY(fd < 0 || known_directory(fd)))
        descriptor_forget(fd);
    else
        store_release(known_entry(fd), 0);
}

/* The path of the descriptor's directory is remembered from now on, until the descriptor is another. */
void descriptor_is_directory(int fd);
/* The path that the kernel has for it, or `pipe` and the like, into a buffer of PATH_SIZE. Makes system calls. */
struct text descriptor_path(int fd, char *buffer);
/* The same, but the path under which the program opened it where that was noted and leads to it. */
COLD struct text descriptor_name(int fd, char *buffer);

#endif
