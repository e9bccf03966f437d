#include "damage.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "bytes.h"
#include "random.h"
#include "record.h"
#include "system.h"
#include "throttle.h"

struct strike *damage_of(struct fault *fault, enum effect effect)
{
    for (unsigned i = 0; i < fault->damages; i++)
        if (fault->damage[i].effect == effect)
            return &fault->damage[i];
    return NULL;
}

void damage_record(struct fault *fault, struct strike *strike, int64_t value)
{
    record_injection(&fault->call, strike, value, fault->target);
    strike->state = NULL;
}

void damage_spare(struct fault *fault)
{
    verdict_spare(fault->damage, fault->damages);
}

/* Its value is what a call was cut to; 0: it was not. */
static struct strike *shortening(struct fault *fault)
{
    struct strike *torn = damage_of(fault, EFFECT_TORN);
    return torn ? torn : damage_of(fault, EFFECT_SHORT);
}

#define BLOCK 4096

/* Bytes that only go together; 0: all of them do. */
static size_t unit_of(int fd, bool output)
{
    struct stat status;
    long flags = system_call(SYS_fcntl, fd, F_GETFL);
    bool pipe = !system_call(SYS_fstat, fd, &status) && S_ISFIFO(status.st_mode);
    if (pipe && flags & O_NONBLOCK)
        return 0;
    return flags & O_DIRECT || (pipe && output) ? BLOCK : 1;
}

/* Read by the kernel, which does not mind where it points. Where it may not do that or does not know how, it says
 * whether anything can be read there when it is asked for a file that nobody needs. */
off_t damage_offset(const off_t *offset)
{
    off_t value = -1;
    const struct iovec ours = {&value, sizeof value}, program = {(void *)offset, sizeof value};
    long result = offset ? system_call(SYS_process_vm_readv, system_call(SYS_getpid), &ours, 1, &program, 1, 0) : 0;
    bool unread = result == -EPERM || result == -ENOSYS;
    return unread && system_call(SYS_faccessat, AT_FDCWD, offset, 0) != -EFAULT ? *offset : value;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Of what a call waits for so many bytes are counted on: most of what comes is longer, and so is cut. */
#define AWAITED 17

size_t damage_left(int from, off_t offset, size_t length, bool arriving)
{
    struct stat status;
    int bytes = 0;
    if (from < 0 || system_call(SYS_fstat, from, &status))
        return length;
    if (S_ISREG(status.st_mode)) {
        off_t at = offset < 0 ? system_call(SYS_lseek, from, 0, SEEK_CUR) : offset;
        return at < status.st_size ? least(length, (size_t)(status.st_size - at)) : 0;
    }
    if (!arriving)
        return length;
    system_call(SYS_ioctl, from, FIONREAD, &bytes);
    return least(length, bytes ? (size_t)bytes : AWAITED);
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

ssize_t damage_sum(const struct iovec *vector, size_t count)
{
    ssize_t sum = 0;
    if (count && (pointer_is_wild(vector) || count > DAMAGE_MOST_PARTS))
        return -1;
    for (size_t i = 0; i < count; i++) {
        size_t length = vector[i].iov_len;
        if (damage_refused(length) || (length && pointer_is_wild(vector[i].iov_base)))
            return -1;
        sum += (ssize_t)length;
    }
    return sum;
}

size_t damage_length(struct fault *fault, int fd, int from, off_t offset, size_t length)
{
    struct strike *strike = shortening(fault);
    bool transfer = from >= 0 && from != fd;
    bool refused = transfer ? (ssize_t)length < 0 : damage_refused(length);
    size_t unit = strike && !refused ? unit_of(fd, from != fd) : 0;
    if (unit && transfer) {
        size_t taken = unit_of(from, false);
        unit = taken < unit && taken ? unit : taken;
    }
    size_t units = unit ? damage_left(from, offset, length, true) / unit : 0;
    if (units < 2)
        return length;
    fault->input = from == fd ? fd : -1;
    return strike->value = unit * (1 + random_below(strike->number, units - 1));
}

void damage_vector(struct fault *fault, int fd, int from, off_t offset, const struct iovec **vector, int *count,
                   struct iovec *part)
{
    ssize_t all = shortening(fault) ? damage_sum(*vector, (size_t)*count) : -1;
    if (all < 0)
        return;
    ssize_t reach = damage_sum(*vector, *count < DAMAGE_PARTS ? (size_t)*count : DAMAGE_PARTS);
    size_t length = (size_t)(reach + (reach < all));
    size_t cut = damage_length(fault, fd, from, offset, length);
    if (cut < length)
        damage_cut(vector, count, part, cut);
}

/* Which bit it flips. */
static int64_t corrupt(const struct strike *strike, const struct iovec *vector, size_t length)
{
    uint64_t bit = random_below(strike->number, (uint64_t)length * 8);
    size_t at = bit / 8;
    while (at >= vector->iov_len)
        at -= vector++->iov_len;
    ((unsigned char *)vector->iov_base)[at] ^= (unsigned char)(1u << bit % 8);
    return (int64_t)bit;
}

static bool is_other(const struct strike *strike, const void *effects)
{
    return !(*(const uint32_t *)effects >> strike->effect & 1);
}

void damage_leave_out(struct fault *fault, uint32_t effects)
{
    fault->damages = verdict_leave_out(fault->damage, fault->damages, is_other, &effects);
}

/* Whether a call that took so many bytes by itself left some behind, and so was really cut short. Always so of a
 * regular file, and where it was no such call (-1). */
static bool is_cut(int fd)
{
    struct stat status;
    int left = 0;
    if (fd < 0 || system_call(SYS_fstat, fd, &status) || S_ISREG(status.st_mode))
        return true;
    return system_call(SYS_ioctl, fd, FIONREAD, &left) || left;
}

ssize_t damage_result(struct fault *fault, const struct iovec *vector, ssize_t length)
{
    struct strike *cut = shortening(fault);
    for (unsigned i = 0; length > 0 && i < fault->damages; i++) {
        struct strike *strike = &fault->damage[i];
        int64_t value = -1;
        if (strike->effect == EFFECT_CORRUPT && vector)
            value = corrupt(strike, vector, (size_t)length);
        else if (strike->effect == EFFECT_THROTTLE)
            value = throttle_wait(strike->rule, (uint64_t)length, strike->value);
        else if (strike == cut && strike->value == (uint64_t)length && is_cut(fault->input))
            value = length;
        if (value >= 0)
            damage_record(fault, strike, value);
    }
    damage_spare(fault);
    return length;
}
