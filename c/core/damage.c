#include "damage.h"

#include "bytes.h"
#include "random.h"
#include "record.h"
#include "throttle.h"

const struct strike *damage_of(const struct fault *fault, enum effect effect)
{
    for (unsigned i = 0; i < fault->damages; i++)
        if (fault->damage[i].effect == effect)
            return &fault->damage[i];
    return NULL;
}

void damage_record(const struct fault *fault, const struct strike *strike, int64_t value)
{
    record_injection(&fault->call, strike, value, fault->target);
}

static const struct strike *shortening(const struct fault *fault)
{
    const struct strike *torn = damage_of(fault, EFFECT_TORN);
    return torn ? torn : damage_of(fault, EFFECT_SHORT);
}

void damage_cut(const struct iovec **vector, int *count, struct iovec *part, size_t length)
{
    int parts = *count < DAMAGE_PARTS ? *count : DAMAGE_PARTS;
    memcpy(part, *vector, (size_t)parts * sizeof *part);
    for (int i = 0; i < parts; i++) {
        if (part[i].iov_len > length)
            part[i].iov_len = length;
        length -= part[i].iov_len;
    }
    *vector = part;
    *count = parts;
}

static size_t sum(const struct iovec *vector, int count)
{
    size_t total = 0;
    for (int i = 0; i < count; i++)
        total += vector[i].iov_len;
    return total;
}

size_t damage_length(const struct fault *fault, size_t length)
{
    const struct strike *strike = shortening(fault);
    if (!strike || length < 2)
        return length;
    size_t part = 1 + random_below(strike->number, length - 1);
    damage_record(fault, strike, (int64_t)part);
    return part;
}

void damage_vector(const struct fault *fault, const struct iovec **vector, int *count, struct iovec *part)
{
    if (!shortening(fault) || *count < 1)
        return;
    int parts = *count < DAMAGE_PARTS ? *count : DAMAGE_PARTS;
    size_t reach = sum(*vector, parts), length = reach + (reach < sum(*vector, *count));
    if (reach < 1 || length < 2)
        return;
    damage_cut(vector, count, part, damage_length(fault, length));
}

static void corrupt(const struct fault *fault, const struct strike *strike, const struct iovec *vector, size_t length)
{
    uint64_t bit = random_below(strike->number, (uint64_t)length * 8);
    size_t at = bit / 8;
    while (at >= vector->iov_len)
        at -= vector++->iov_len;
    ((unsigned char *)vector->iov_base)[at] ^= (unsigned char)(1u << bit % 8);
    damage_record(fault, strike, (int64_t)bit);
}

void damage_leave(struct fault *fault, enum effect effect)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < fault->damages; i++)
        if (fault->damage[i].effect != effect)
            fault->damage[kept++] = fault->damage[i];
    fault->damages = kept;
}

ssize_t damage_result(const struct fault *fault, const struct iovec *vector, ssize_t length)
{
    if (length < 1)
        return length;
    const struct strike *strike = damage_of(fault, EFFECT_CORRUPT);
    if (strike && vector)
        corrupt(fault, strike, vector, (size_t)length);
    strike = damage_of(fault, EFFECT_THROTTLE);
    if (strike)
        damage_record(fault, strike, throttle_wait(strike->rule, (uint64_t)length, strike->value));
    return length;
}
