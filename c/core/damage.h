/* What befalls the data of a call that goes through: fewer bytes are let through, a bit flips, it takes its time. Each
 * records its fault when it happens. Lengths are bytes; a negative one is a call that failed, and passes. */
#ifndef CHAOS_DAMAGE_H
#define CHAOS_DAMAGE_H

#include <sys/types.h>
#include <sys/uio.h>

#include "library.h"
#include "pointer.h"
#include "verdict.h"

/* The parts of a shortened vector that can be let through. */
#define DAMAGE_PARTS 16
/* Those that the kernel takes (UIO_MAXIOV). */
#define DAMAGE_MOST_PARTS 1024

/* The strike of that effect, or NULL. */
NOTHROW struct strike *damage_of(struct fault *fault, enum effect effect);
/* Says that a strike has done what it does: it cannot be spared any more. */
NOTHROW void damage_record(struct fault *fault, struct strike *strike, int64_t value);
/* Spares the strikes of a call that is over that have done nothing. */
NOTHROW void damage_spare(struct fault *fault);

/* A call on a descriptor is to transfer so many bytes: how many it is let through with. `from` is the descriptor that
 * they come from, at an offset or, below 0, where it stands; none, -1, where they come from memory. */
NOTHROW COLD size_t damage_length(struct fault *fault, int fd, int from, off_t offset, size_t length);
NOTHROW COLD void damage_vector(struct fault *fault, int fd, int from, off_t offset, const struct iovec **vector,
                                int *count, struct iovec *part);
/* What a program's pointer to an offset says; −1 where there is none, or nothing can be read. */
NOTHROW COLD off_t damage_offset(const off_t *offset);
/* How many of so many bytes there are: of a file up to its end; of anything else all, or (arriving) those that have
 * come, or the first few of those that will. */
NOTHROW COLD size_t damage_left(int from, off_t offset, size_t length, bool arriving);
/* Whether no buffer has so many bytes: it is left to the kernel, which refuses what is in no address space. */
static inline bool damage_refused(size_t length)
{
    return length >> 47;
}
/* How many bytes a vector has; −1: the kernel refuses it. */
NOTHROW COLD ssize_t damage_sum(const struct iovec *vector, size_t count);
/* Leaves the first bytes of a vector, in copies of its parts: as many of the bytes as lie in DAMAGE_PARTS of them. */
NOTHROW COLD void damage_cut(const struct iovec **vector, int *count, struct iovec *part, size_t length);
/* What the call does not bring about cannot be damaged. A bit for each effect. */
NOTHROW COLD void damage_leave_out(struct fault *fault, uint32_t effects);
NOTHROW COLD ssize_t damage_result(struct fault *fault, const struct iovec *vector, ssize_t length);

/* SHORT and TORN: a strict part of the bytes that there are, at least one of them. What is shorter than two stays
 * whole, and what the kernel transfers as a whole: blocks of 4 KiB of direct transfers and into pipes, and what goes
 * through a pipe that does not wait, whose other end may be watched by edges (epoll(7)). */
static inline size_t shortened(struct fault *fault, int fd, size_t length)
{
    return UNLIKELY(fault->damages) ? damage_length(fault, fd, -1, 0, length) : length;
}

static inline size_t shortened_transfer(struct fault *fault, int out, int in, const off_t *offset, size_t length)
{
    return UNLIKELY(fault->damages) ? damage_length(fault, out, in, damage_offset(offset), length) : length;
}

static inline size_t shortened_input(struct fault *fault, int fd, off_t offset, size_t length)
{
    return UNLIKELY(fault->damages) ? damage_length(fault, fd, fd, offset, length) : length;
}

/* The same of a vector, whose parts are copied then. */
static inline void shortened_vector(struct fault *fault, int fd, int from, off_t offset, const struct iovec **vector,
                                    int *count, struct iovec *part)
{
    if (UNLIKELY(fault->damages))
        damage_vector(fault, fd, from, offset, vector, count, part);
}

/* After the call. What it was cut to is recorded if that many bytes went through: then the program has felt it.
 * CORRUPT flips one bit of what arrived, THROTTLE waits as long as that many bytes take; returns the length. */
static inline ssize_t received_vector(struct fault *fault, const struct iovec *vector, ssize_t length)
{
    return UNLIKELY(fault->damages) ? damage_result(fault, vector, length) : length;
}

static inline ssize_t received(struct fault *fault, void *buffer, ssize_t length)
{
    return UNLIKELY(fault->damages) ? damage_result(fault, &(struct iovec){buffer, (size_t)length}, length) : length;
}

/* The same of what went out. */
static inline ssize_t sent(struct fault *fault, ssize_t length)
{
    return UNLIKELY(fault->damages) ? damage_result(fault, NULL, length) : length;
}

#endif
