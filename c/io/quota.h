/* QUOTA: a disk that is full, and stays so until something is removed. Files count by their lengths, as far as they
 * grew or shrank below the selector since the rule met them; in a run in all of its processes together. Makes system
 * calls, all on calls that such a rule is about. */
#ifndef CHAOS_IO_QUOTA_H
#define CHAOS_IO_QUOTA_H

#include <stdarg.h>
#include <stdio.h>
#include <sys/types.h>

#include "../core/damage.h"

/* What the kernel cuts a length to (MAX_RW_COUNT). */
static inline size_t quota_most(size_t length)
{
    return length < 0x7ffff000 ? length : 0x7ffff000;
}

/* Before a call that will write so many bytes from an offset on (-1: where the descriptor stands): leaves what there is
 * room for. Where there is none it is an error, ENOSPC, which is also left in the fault, and nothing else befalls it.
 */
NOTHROW COLD int quota_admit_bytes(struct fault *fault, int fd, off_t offset, size_t *length);
/* The same where it is all or nothing: the file will have at least that length, or be so much longer (a negative one;
 * -1 where nobody knows). */
NOTHROW COLD int quota_admit_length(struct fault *fault, int fd, off_t length);
/* Of a path. The file is the one that the next of the following is about. */
NOTHROW COLD int quota_admit_path(struct fault *fault, int directory, const char *path, off_t length);
/* Of what says how long a file is to be (size.c), with the words that it was given. */
NOTHROW COLD int quota_admit_size(struct fault *fault, long target, long second, long third, long fourth);
/* Of the two names of a rename: where they are not below one selector, the file takes its room along. The fault is that
 * of the name that goes, but says of the call what a refusal is recorded with; the strike, that on the one that comes,
 * or NULL. */
NOTHROW COLD int quota_admit_rename(struct fault *fault, int from_directory, const char *from, struct strike *in,
                                    int to_directory, const char *to);
/* What goes to a stream takes its room at once, wherever it waits to be written: as much as there is room for, or
 * (whole) all or nothing. Below 0 the calling thread holds the stream, so that nobody comes between that and the call:
 * who has made the call lets it go. */
NOTHROW COLD int quota_admit_stream(struct fault *fault, FILE *stream, size_t *length, bool whole);
NOTHROW COLD void quota_let_go(FILE *stream, int held);
/* What a call is given that puts a string or a byte into a stream, or that writes what waits there. It also waits as
 * long as a THROTTLE says, for whoever makes the call does not know how much that is. */
NOTHROW COLD int quota_admit_output(struct fault *fault, FILE *stream, long argument);
/* Of the printf family, to a stream or (NULL) to a descriptor, all or nothing: how long the text is, is known once it
 * has been made. The list is a va_list, by its address. */
NOTHROW COLD int quota_admit_text(struct fault *fault, FILE *stream, int fd, const char *format, void *list);
/* After all streams were flushed: an error, ENOSPC, where something that the calling thread has put into one since the
 * last time had no room, which the stream itself does not know. */
NOTHROW COLD int quota_flushed(int result);
/* After the call, if it was let through: the file has the length that the descriptor tells, or that one. */
NOTHROW COLD void quota_settle(int fd);
NOTHROW COLD void quota_settle_length(off_t length);
/* The same of one that failed: nothing has the room that was taken. */
NOTHROW COLD void quota_give_back(void);

/* What the calling thread has been let through with, not settled yet. */
struct quota_pending {
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
extern THREAD_LOCAL struct quota_pending quota_pending __attribute__((visibility("hidden")));

static inline int quota_admit(struct fault *fault, int fd, off_t offset, size_t *length)
{
    return UNLIKELY(fault->damages) ? quota_admit_bytes(fault, fd, offset, length) : 0;
}

/* The same of a vector, whose parts are copied where not all of it fits. */
NOTHROW COLD int quota_admit_parts(struct fault *fault, int fd, off_t offset, const struct iovec **vector, int *count,
                                   struct iovec *part);

static inline int quota_admit_vector(struct fault *fault, int fd, off_t offset, const struct iovec **vector, int *count,
                                     struct iovec *part)
{
    return UNLIKELY(fault->damages) ? quota_admit_parts(fault, fd, offset, vector, count, part) : 0;
}

/* For calls that are about the one file that was let through: its length is asked of a descriptor that is not -1. */
static inline void quota_done(bool succeeded, int fd, off_t length)
{
    if (!UNLIKELY(quota_pending.used))
        return;
    if (!succeeded)
        quota_give_back();
    else if (fd >= 0)
        quota_settle(fd);
    else
        quota_settle_length(length);
}

/* What a call has written takes its room and its time. A fault it is if the room was what ended it. */
NOTHROW COLD ssize_t quota_stored(struct fault *fault, int fd, ssize_t length);
static inline ssize_t stored(struct fault *fault, int fd, ssize_t length)
{
    return UNLIKELY(fault->damages) ? quota_stored(fault, fd, length) : length;
}

#endif
