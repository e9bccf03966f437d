/* How much of its disk a QUOTA has in use, and what the calling thread has taken of it. Files count by their lengths,
 * as far as they grew or shrank below the selector since the rule met them; in a run in all of its processes together.
 */
#ifndef CHAOS_IO_ACCOUNT_H
#define CHAOS_IO_ACCOUNT_H

#include <sys/stat.h>

#include "../core/damage.h"

/* What the calling thread has been let through with, not settled yet. */
struct account {
    uint64_t *used; /* NULL: nothing */
    uint64_t inode;
    off_t length; /* of the file before */
    off_t taken;  /* of what it may grow by, all that there was room for */
    int fd;
    ssize_t asked;  /* bytes to be written for which there is room */
    ssize_t cut;    /* what there is left of the length to be written; 0: all */
    uint64_t *left; /* where a file goes that is renamed; NULL: nothing */
    off_t left_length;
};
extern THREAD_LOCAL struct account account __attribute__((visibility("hidden")));

/* A file that is open for writing. */
struct account_file {
    int fd;
    long flags;
    struct stat status;
};

/* Bytes in use under the rule of a strike. */
NOTHROW uint64_t *account_used(const struct strike *strike);
/* The strike on a call, or NULL. What nobody knew the end of is settled: a file that was opened to be cut. */
NOTHROW BODY struct strike *account_strike(struct fault *fault);
/* The same on a descriptor; NULL where it is no file that takes room, or not open for that. */
NOTHROW BODY struct strike *account_on(struct fault *fault, int fd, struct account_file *file);
/* Whether a descriptor is one of a file that takes room, and how it stands. */
NOTHROW BODY bool account_status(int fd, struct stat *status);
/* Where a call at an offset will write; −1 is where the descriptor stands. */
NOTHROW BODY off_t account_position(const struct account_file *file, off_t offset);

/* Before the call: what it takes and gives back is of that file. A descriptor of −1 is one that is not open yet. */
NOTHROW void account_open(struct strike *strike, int fd, const struct stat *status);
/* Takes room for so many bytes more, at once, for others write meanwhile. Leaves as much of the length as there is room
 * for; without one it is all or nothing. An error, ENOSPC, where there is none. */
NOTHROW BODY int account_take(struct fault *fault, struct strike *strike, int64_t growth, size_t *length);
/* The call meets the full disk: fails with ENOSPC, and nothing else befalls it. */
NOTHROW COLD int account_refuse(struct fault *fault, struct strike *strike);
/* That it has met it. */
NOTHROW BODY void account_record(struct fault *fault, struct strike *strike);

/* After the call, if it was let through: the file has the length that the descriptor tells, or that one. */
NOTHROW COLD void account_settle(int fd);
NOTHROW COLD void account_settle_length(off_t length);
/* The same of one that failed: nothing has the room that was taken. */
NOTHROW COLD void account_give_back(void);

/* For calls that are about the one file that was let through: its length is asked of a descriptor that is not −1. */
static inline void account_done(bool succeeded, int fd, off_t length)
{
    if (!UNLIKELY(account.used))
        return;
    if (!succeeded)
        account_give_back();
    else if (fd >= 0)
        account_settle(fd);
    else
        account_settle_length(length);
}

#endif
