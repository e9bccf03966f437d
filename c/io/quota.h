/* QUOTA: a disk that is full, and stays so until something is removed. What each call takes of it (account.h). Makes
 * system calls, all on calls that such a rule is about. */
#ifndef CHAOS_IO_QUOTA_H
#define CHAOS_IO_QUOTA_H

#include "account.h"

/* What the kernel cuts a length to (MAX_RW_COUNT). */
static inline size_t quota_most(size_t length)
{
    return length < 0x7ffff000 ? length : 0x7ffff000;
}

/* Before a call that will write so many bytes from an offset on (−1: where the descriptor stands): leaves what there is
 * room for. Where there is none it is an error, ENOSPC, which is also left in the fault, and nothing else befalls it.
 */
NOTHROW COLD int quota_admit_bytes(struct fault *fault, int fd, off_t offset, size_t *length);
/* The same of a vector, whose parts are copied where not all of it fits. */
NOTHROW COLD int quota_admit_parts(struct fault *fault, int fd, off_t offset, const struct iovec **vector, int *count,
                                   struct iovec *part);
/* The same where it is all or nothing: the file will have at least that length, or be so much longer (a negative one;
 * −1 where nobody knows). */
NOTHROW COLD int quota_admit_length(struct fault *fault, int fd, off_t length);
/* Of a path. The file is the one that the account is settled about after the call. */
NOTHROW COLD int quota_admit_path(struct fault *fault, int directory, const char *path, off_t length);
/* Of what says how long a file is to be (size.c), with the words that it was given. */
NOTHROW COLD int quota_admit_size(struct fault *fault, long target, long second, long third, long fourth);
/* Of the two names of a rename: where they are not below one selector, the file takes its room along. The fault is that
 * of the name that goes, but says of the call what a refusal is recorded with; the strike, that on the one that comes,
 * or NULL. */
NOTHROW COLD int quota_admit_rename(struct fault *fault, int from_directory, const char *from, struct strike *in,
                                    int to_directory, const char *to);

static inline int quota_admit(struct fault *fault, int fd, off_t offset, size_t *length)
{
    return UNLIKELY(fault->damages) ? quota_admit_bytes(fault, fd, offset, length) : 0;
}

static inline int quota_admit_vector(struct fault *fault, int fd, off_t offset, const struct iovec **vector, int *count,
                                     struct iovec *part)
{
    return UNLIKELY(fault->damages) ? quota_admit_parts(fault, fd, offset, vector, count, part) : 0;
}

/* What a call has written takes its room and its time. A fault it is if the room was what ended it. */
NOTHROW COLD ssize_t quota_stored(struct fault *fault, int fd, ssize_t length);
static inline ssize_t stored(struct fault *fault, int fd, ssize_t length)
{
    return UNLIKELY(fault->damages) ? quota_stored(fault, fd, length) : length;
}

#endif
