/* What befalls the data of a call that goes through: fewer bytes are let through, a bit flips, it takes its time. Each
 * records its fault when it happens. Lengths are bytes; a negative one is a call that failed, and passes. */
#ifndef CHAOS_DAMAGE_H
#define CHAOS_DAMAGE_H

#include <sys/types.h>
#include <sys/uio.h>

#include "library.h"

/* The parts of a shortened vector that can be let through. */
#define DAMAGE_PARTS 16

/* The strike of that effect, or NULL. */
NOTHROW const struct strike *damage_of(const struct fault *fault, enum effect effect);
/* Says that a strike has done what it does. */
NOTHROW void damage_record(const struct fault *fault, const struct strike *strike, int64_t value);

NOTHROW COLD size_t damage_length(const struct fault *fault, size_t length);
NOTHROW COLD void damage_vector(const struct fault *fault, const struct iovec **vector, int *count, struct iovec *part);
/* Leaves the first bytes of a vector, in copies of its parts: as many of the bytes as lie in DAMAGE_PARTS of them. */
NOTHROW COLD void damage_cut(const struct iovec **vector, int *count, struct iovec *part, size_t length);
/* What the call does not bring about cannot be damaged. */
NOTHROW COLD void damage_leave(struct fault *fault, enum effect effect);
NOTHROW COLD ssize_t damage_result(const struct fault *fault, const struct iovec *vector, ssize_t length);

/* SHORT and TORN: a strict part of the bytes, at least one; what is shorter than two stays whole. */
static inline size_t shortened(const struct fault *fault, size_t length)
{
    return UNLIKELY(fault->damages) ? damage_length(fault, length) : length;
}

/* The same of a vector, whose parts are copied then. */
static inline void shortened_vector(const struct fault *fault, const struct iovec **vector, int *count,
                                    struct iovec *part)
{
    if (UNLIKELY(fault->damages))
        damage_vector(fault, vector, count, part);
}

/* CORRUPT flips one bit of what arrived, THROTTLE waits as long as that many bytes take; returns the length. */
static inline ssize_t received_vector(const struct fault *fault, const struct iovec *vector, ssize_t length)
{
    return UNLIKELY(fault->damages) ? damage_result(fault, vector, length) : length;
}

static inline ssize_t received(const struct fault *fault, void *buffer, ssize_t length)
{
    return UNLIKELY(fault->damages) ? damage_result(fault, &(struct iovec){buffer, (size_t)length}, length) : length;
}

/* THROTTLE alone. */
static inline ssize_t sent(const struct fault *fault, ssize_t length)
{
    return UNLIKELY(fault->damages) ? damage_result(fault, NULL, length) : length;
}

#endif
