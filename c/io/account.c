#include "account.h"

#include <errno.h>
#include <fcntl.h>

#include "../core/control.h"
#include "../core/random.h"
#include "../core/system.h"

THREAD_LOCAL struct account account;

/* Bytes in use under each rule, where no run counts them. */
static uint64_t own[4096];

uint64_t *account_used(const struct strike *strike)
{
    static const uint64_t quota = 0x51756f7461; /* "Quota": another counter than that of the rule's budget */
    uint64_t *shared = control_counter(random_key(strike->rule, quota));
    return shared ? shared : &own[strike->rule % LENGTH(own)];
}

/* Files that were there before the rule may go: no disk has less than nothing in use. */
static void change(uint64_t *used, int64_t by)
{
    uint64_t before = load_relaxed(used), after;
    do {
        after = before + (uint64_t)by;
        if ((int64_t)after < 0)
            after = 0;
    } while (!swap_acquire_release(used, &before, after));
}

bool account_status(int fd, struct stat *status)
{
    return system_call(SYS_fstat, fd, status) == 0 && S_ISREG(status->st_mode);
}

void account_give_back(void)
{
    if (account.used)
        change(account.used, -account.taken);
    account.used = NULL;
}

void account_settle_length(off_t length)
{
    account.taken -= length - account.length;
    if (account.left)
        change(account.left, -account.left_length);
    account_give_back();
}

/* What has been opened is shorter, or as it was: if it is longer that is others' doing. */
void account_settle(int fd)
{
    struct stat status;
    if (account_status(fd, &status) &&
        (account.fd < 0 ? status.st_size < account.length : status.st_ino == account.inode))
        account_settle_length(status.st_size);
    else
        account_give_back();
}

/* One that the rule does not name counts as matching from then on. */
void account_record(struct fault *fault, struct strike *strike)
{
    if (!strike->ordinal)
        add_relaxed(&strike->seen->matched, 1);
    damage_record(fault, strike, (int64_t)load_relaxed(account_used(strike)));
}

/* What could befall the call besides is behind it in the fault. */
int account_refuse(struct fault *fault, struct strike *strike)
{
    account_record(fault, strike);
    damage_spare(fault);
    account_give_back();
    return fault->error = ENOSPC;
}

int account_take(struct fault *fault, struct strike *strike, int64_t growth, size_t *length)
{
    uint64_t *used = account_used(strike), before = load_relaxed(used);
    size_t excess = 0;
    while (growth > 0) {
        uint64_t room = before < strike->value ? strike->value - before : 0;
        excess = (uint64_t)growth > room ? (uint64_t)growth - room : 0;
        if (excess && (!length || excess >= *length))
            return account_refuse(fault, strike);
        if (swap_acquire_release(used, &before, before + (uint64_t)growth - excess)) {
            account.taken = growth - (off_t)excess;
            break;
        }
    }
    if (excess)
        *length -= excess;
    else
        verdict_spare(strike, 1);
    return 0;
}

void account_open(struct strike *strike, int fd, const struct stat *status)
{
    account.used = account_used(strike);
    account.inode = status->st_ino;
    account.length = status->st_size;
    account.fd = fd;
    account.taken = account.cut = 0;
    account.left = NULL;
}

/* What nobody knew the end of is settled late: when its thread meets the rule again. */
struct strike *account_strike(struct fault *fault)
{
    if (account.used)
        account_settle(account.fd);
    return damage_of(fault, EFFECT_QUOTA);
}

struct strike *account_on(struct fault *fault, int fd, struct account_file *file)
{
    struct strike *strike = account_strike(fault);
    if (!strike)
        return NULL;
    file->fd = fd;
    file->flags = system_call(SYS_fcntl, fd, F_GETFL, 0);
    return file->flags & (O_WRONLY | O_RDWR) && account_status(fd, &file->status) ? strike : NULL;
}

off_t account_position(const struct account_file *file, off_t offset)
{
    if (file->flags & O_APPEND)
        return file->status.st_size;
    return offset < 0 ? system_call(SYS_lseek, file->fd, 0, SEEK_CUR) : offset;
}
