#include "quota.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "../core/bytes.h"
#include "../core/control.h"
#include "../core/damage.h"
#include "../core/random.h"
#include "../core/system.h"
#include "entry.h"

#define ITEMS 16

THREAD_LOCAL struct quota_pending quota_pending;

/* Bytes in use under each rule, where no run counts them. */
static uint64_t own[ITEMS];

static uint64_t *used_of(uint64_t rule)
{
    static const uint64_t quota = 0x51756f7461; /* "Quota": another counter than that of the rule's budget */
    uint64_t *shared = control_counter(random_key(rule, quota));
    return shared ? shared : &own[rule % ITEMS];
}

/* Files that were there before the rule may go: no disk has less than nothing in use. */
static void change(uint64_t *used, int64_t by)
{
    uint64_t before = load_relaxed(used), after;
    do
        after = by < 0 && before < (uint64_t)-by ? 0 : before + (uint64_t)by;
    while (!swap_acquire_release(used, &before, after));
}

static bool status_of(int fd, struct stat *status)
{
    return system_call(SYS_fstat, fd, status) == 0 && S_ISREG(status->st_mode);
}

void quota_settle_length(off_t length)
{
    change(quota_pending.used, length - quota_pending.length);
    quota_pending.used = NULL;
}

void quota_settle(int fd)
{
    struct stat status;
    if (status_of(fd, &status) && (quota_pending.fd < 0 || status.st_ino == quota_pending.inode))
        quota_settle_length(status.st_size);
    quota_pending.used = NULL;
}

static uint64_t room(const struct strike *strike)
{
    uint64_t used = load_relaxed(used_of(strike->rule));
    return used < strike->value ? strike->value - used : 0;
}

static int refuse(struct fault *fault, const struct strike *strike)
{
    damage_record(fault, strike, (int64_t)load_relaxed(used_of(strike->rule)));
    quota_pending.used = NULL;
    return fault->error = ENOSPC;
}

static void let_through(const struct strike *strike, int fd, const struct stat *status)
{
    quota_pending = (struct quota_pending){used_of(strike->rule), status->st_ino, status->st_size, fd};
}

/* What a stream wrote is settled late: when its thread meets the rule again. */
static void settle_late(void)
{
    if (quota_pending.used)
        quota_settle(quota_pending.fd);
}

static off_t position(int fd, const struct stat *status)
{
    long flags = system_call(SYS_fcntl, fd, F_GETFL, 0);
    return flags & O_APPEND ? status->st_size : system_call(SYS_lseek, fd, 0, SEEK_CUR);
}

int quota_admit_bytes(struct fault *fault, int fd, off_t offset, size_t *length)
{
    struct stat status;
    const struct strike *strike = damage_of(fault, EFFECT_QUOTA);
    settle_late();
    if (!strike || !status_of(fd, &status))
        return 0;
    if (offset < 0)
        offset = position(fd, &status);
    let_through(strike, fd, &status);
    int64_t excess = offset + (int64_t)*length - status.st_size - (int64_t)room(strike);
    if (excess <= 0)
        return 0;
    int error = refuse(fault, strike);
    if ((uint64_t)excess >= *length)
        return error;
    *length -= (size_t)excess;
    let_through(strike, fd, &status);
    return fault->error = 0;
}

int quota_admit_parts(struct fault *fault, int fd, off_t offset, const struct iovec **vector, int *count,
                      struct iovec *part)
{
    size_t length = 0, wanted;
    for (int i = 0; i < *count; i++)
        length += (*vector)[i].iov_len;
    wanted = length;
    int error = quota_admit_bytes(fault, fd, offset, &length);
    if (!error && length < wanted)
        damage_cut(vector, count, part, length);
    return error;
}

static int admit(struct fault *fault, const struct strike *strike, int fd, const struct stat *status, off_t length)
{
    let_through(strike, fd, status);
    int64_t growth = length < 0 ? 1 : length - status->st_size;
    return growth > 0 && growth > (int64_t)room(strike) ? refuse(fault, strike) : 0;
}

int quota_admit_length(struct fault *fault, int fd, off_t length)
{
    struct stat status;
    const struct strike *strike = damage_of(fault, EFFECT_QUOTA);
    settle_late();
    return strike && status_of(fd, &status) ? admit(fault, strike, fd, &status, length) : 0;
}

/* A name that is not the file's last one gives nothing back. The operations that have paths have no other damage. */
int quota_admit_path(struct fault *fault, int directory, const char *path, off_t length)
{
    struct stat status;
    const struct strike *strike = damage_of(fault, EFFECT_QUOTA);
    bool named = fault->call.operation == OPERATION_unlink || fault->call.operation == OPERATION_rename_to;
    settle_late();
    memset(&status, 0, sizeof status);
    system_call(SYS_newfstatat, directory, path, &status, named ? AT_SYMLINK_NOFOLLOW : 0);
    if (!S_ISREG(status.st_mode) || (named && status.st_nlink > 1))
        status.st_size = 0;
    return admit(fault, strike, -1, &status, length);
}
