#include "quota.h"

#include <fcntl.h>
#include <linux/falloc.h>

#include "../core/system.h"
#include "entry.h"

/* What goes past the page cache goes in whole blocks; none has blocks larger than these. */
int quota_admit_bytes(struct fault *fault, int fd, off_t offset, size_t *length)
{
    struct account_file file;
    struct strike *strike = account_on(fault, fd, &file);
    if (!strike || !*length || damage_refused(*length) || offset < -1)
        return 0;
    size_t wanted = quota_most(*length), room = wanted;
    account_open(strike, fd, &file.status);
    int error =
        account_take(fault, strike, account_position(&file, offset) + (int64_t)wanted - file.status.st_size, &room);
    account.asked = (ssize_t)room;
    if (error || room == wanted)
        return error;
    if (file.flags & O_DIRECT)
        room &= ~(size_t)4095;
    *length = room;
    account.cut = (ssize_t)room;
    return room ? 0 : account_refuse(fault, strike);
}

int quota_admit_parts(struct fault *fault, int fd, off_t offset, const struct iovec **vector, int *count,
                      struct iovec *part)
{
    ssize_t wanted = damage_sum(*vector, (size_t)*count);
    size_t length = (size_t)wanted;
    if (wanted < 0)
        return 0;
    int error = quota_admit_bytes(fault, fd, offset, &length);
    if (!error && length < (size_t)wanted)
        damage_cut(vector, count, part, length);
    return error;
}

/* It has met the full disk if it wrote all that it was cut to. What it did not write is given back: the file's length
 * is not asked for, which others may have changed. */
ssize_t quota_stored(struct fault *fault, int fd, ssize_t length)
{
    struct strike *strike = damage_of(fault, EFFECT_QUOTA);
    if (strike && account.used && account.fd == fd) {
        if (length > 0) {
            if (length == account.cut)
                account_record(fault, strike);
            if (account.taken > account.asked - length)
                account.taken = account.asked - length;
        }
        account_give_back();
    }
    return damage_result(fault, NULL, length);
}

static BODY int admit(struct fault *fault, struct strike *strike, int fd, const struct stat *status, off_t length)
{
    account_open(strike, fd, status);
    return account_take(fault, strike, length < 0 ? -length : length - status->st_size, NULL);
}

int quota_admit_length(struct fault *fault, int fd, off_t length)
{
    struct account_file file;
    struct strike *strike = account_on(fault, fd, &file);
    if (strike)
        return admit(fault, strike, fd, &file.status, length);
    damage_spare(fault);
    return 0;
}

/* A name that is not the file's last one gives nothing back. */
static BODY void look_at(int directory, const char *path, bool named, struct stat *status)
{
    status->st_ino = 0;
    status->st_mode = 0;
    system_call(SYS_newfstatat, directory, path, status, named ? AT_SYMLINK_NOFOLLOW : 0);
    if (!S_ISREG(status->st_mode) || (named && status->st_nlink > 1))
        status->st_size = 0;
}

/* The operations that have paths have no other damage. */
int quota_admit_path(struct fault *fault, int directory, const char *path, off_t length)
{
    struct stat status;
    struct strike *strike = account_strike(fault);
    look_at(directory, path, fault->call.operation == OPERATION_unlink, &status);
    if (!S_ISREG(status.st_mode))
        length = 0;
    return admit(fault, strike, -1, &status, length);
}

/* What the kernel refuses is let through as if it were on no descriptor, and so is what leaves the length. */
int quota_admit_size(struct fault *fault, long target, long second, long third, long fourth)
{
    unsigned symbol = fault->call.symbol;
    int fd = (int)target, mode = 0;
    off_t offset = second, length = third, end;
    if (symbol <= SYMBOL_truncate64 && second >= 0)
        return quota_admit_path(fault, AT_FDCWD, (const char *)target, second);
    if (symbol <= SYMBOL_ftruncate64)
        return quota_admit_length(fault, second < 0 ? -1 : fd, second);
    if (symbol <= SYMBOL_fallocate64) {
        mode = (int)second;
        offset = third;
        length = fourth;
    }
    end = (off_t)((uint64_t)offset + (uint64_t)length);
    if ((offset | end) < 0 || length <= 0)
        fd = -1;
    switch (mode) {
    case 0:
    case FALLOC_FL_ZERO_RANGE:
    case FALLOC_FL_UNSHARE_RANGE:
        break;
    case FALLOC_FL_INSERT_RANGE:
        end = -length;
        break;
    case FALLOC_FL_COLLAPSE_RANGE:
        end = 0;
        break;
    default:
        fd = -1;
    }
    return quota_admit_length(fault, fd, end);
}

int quota_admit_rename(struct fault *fault, int from_directory, const char *from, struct strike *in, int to_directory,
                       const char *to)
{
    struct stat moved, replaced;
    struct strike *out = account_strike(fault);
    look_at(from_directory, from, true, &moved);
    look_at(to_directory, to, true, &replaced);
    /* Of one file nothing is taken away. */
    if (moved.st_ino == replaced.st_ino && moved.st_dev == replaced.st_dev)
        return 0;
    if (!in) {
        account_open(out, -1, &moved);
        return 0;
    }
    off_t grown = out && out->rule == in->rule ? 0 : moved.st_size;
    replaced.st_size -= grown;
    account_open(in, -1, &replaced);
    if (out) {
        account.left = account_used(out);
        account.left_length = grown;
    }
    return account_take(fault, in, -replaced.st_size, NULL);
}
