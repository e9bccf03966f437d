/* What befalls the result of a call. */
#include "../core/bytes.h"
#include "../core/random.h"
#include "../core/telemetry.h"
#include "descriptor.h"
#include "entry.h"
#include "path.h"

static const struct strike *damage_of(const struct fault *fault, enum effect effect)
{
    for (unsigned i = 0; i < fault->damages; i++)
        if (fault->damage[i].effect == effect)
            return &fault->damage[i];
    return NULL;
}

static void record(const struct fault *fault, const struct strike *strike, int fd, int64_t value)
{
    char buffer[PATH_SIZE];
    telemetry_injection(&fault->call, strike, value, descriptor_path(fd, buffer));
}

static size_t sum(const struct iovec *vector, int count)
{
    size_t total = 0;
    for (int i = 0; i < count; i++)
        total += vector[i].iov_len;
    return total;
}

/* A strict part, at least one byte: what is shorter can't be torn. */
size_t torn_part(const struct fault *fault, int fd, size_t length)
{
    const struct strike *strike = damage_of(fault, EFFECT_TORN);
    if (!strike || length < 2)
        return length;
    size_t part = 1 + random_below(strike->number, length - 1);
    record(fault, strike, fd, (int64_t)part);
    return part;
}

void torn_vector_part(const struct fault *fault, int fd, const struct iovec **vector, int *count, struct iovec *part)
{
    if (!damage_of(fault, EFFECT_TORN) || *count < 1)
        return;
    int parts = *count < TORN_PARTS ? *count : TORN_PARTS;
    size_t reach = sum(*vector, parts), length = reach + (reach < sum(*vector, *count));
    if (reach < 1 || length < 2)
        return;
    size_t left = torn_part(fault, fd, length);
    memcpy(part, *vector, (size_t)parts * sizeof *part);
    for (int i = 0; i < parts; i++) {
        if (part[i].iov_len > left)
            part[i].iov_len = left;
        left -= part[i].iov_len;
    }
    *vector = part;
    *count = parts;
}

ssize_t corrupt_part(const struct fault *fault, int fd, const struct iovec *vector, ssize_t length)
{
    const struct strike *strike = damage_of(fault, EFFECT_CORRUPT);
    if (!strike || length < 1)
        return length;
    uint64_t bit = random_below(strike->number, (uint64_t)length * 8);
    size_t at = bit / 8;
    while (at >= vector->iov_len)
        at -= vector++->iov_len;
    ((unsigned char *)vector->iov_base)[at] ^= (unsigned char)(1u << bit % 8);
    record(fault, strike, fd, (int64_t)bit);
    return length;
}
