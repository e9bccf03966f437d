#include "quota.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <pthread.h>
#include <stdio_ext.h>
#include <sys/stat.h>

#include "../core/bytes.h"
#include "../core/control.h"
#include "../core/damage.h"
#include "../core/random.h"
#include "../core/system.h"
#include "entry.h"

#define ITEMS 16
#define FROM_FWRITE(name) (1u << (SYMBOL_##name - SYMBOL_fwrite))

THREAD_LOCAL struct quota_pending quota_pending;

/* Bytes in use under each rule, where no run counts them. */
static uint64_t own[4096];

static uint64_t *used_of(const struct strike *strike)
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

static BODY bool status_of(int fd, struct stat *status)
{
    return system_call(SYS_fstat, fd, status) == 0 && S_ISREG(status->st_mode);
}

void quota_give_back(void)
{
    if (quota_pending.used)
        change(quota_pending.used, -quota_pending.taken);
    quota_pending.used = NULL;
}

void quota_settle_length(off_t length)
{
    quota_pending.taken -= length - quota_pending.length;
    if (quota_pending.left)
        change(quota_pending.left, -quota_pending.left_length);
    quota_give_back();
}

/* What has been opened is shorter, or as it was: if it is longer that is others' doing. */
void quota_settle(int fd)
{
    struct stat status;
    if (status_of(fd, &status) &&
        (quota_pending.fd < 0 ? status.st_size < quota_pending.length : status.st_ino == quota_pending.inode))
        quota_settle_length(status.st_size);
    else
        quota_give_back();
}

/* That a call met the full disk. One that the rule does not name counts as matching from then on. */
static BODY void record(struct fault *fault, struct strike *strike)
{
    if (!strike->ordinal)
        add_relaxed(&strike->seen->matched, 1);
    damage_record(fault, strike, (int64_t)load_relaxed(used_of(strike)));
}

/* Nothing else befalls the call: what could is behind it in the fault. */
static COLD int refuse(struct fault *fault, struct strike *strike)
{
    record(fault, strike);
    damage_spare(fault);
    quota_give_back();
    return fault->error = ENOSPC;
}

/* Leaves as much of the length as there is room for; without one it is all or nothing. The room is taken at once, for
 * others write meanwhile. */
static BODY int admit_growth(struct fault *fault, struct strike *strike, int64_t growth, size_t *length)
{
    uint64_t *used = used_of(strike), before = load_relaxed(used);
    size_t excess = 0;
    while (growth > 0) {
        uint64_t room = before < strike->value ? strike->value - before : 0;
        excess = (uint64_t)growth > room ? (uint64_t)growth - room : 0;
        if (excess && (!length || excess >= *length))
            return refuse(fault, strike);
        if (swap_acquire_release(used, &before, before + (uint64_t)growth - excess)) {
            quota_pending.taken = growth - (off_t)excess;
            break;
        }
    }
    if (excess)
        *length -= excess;
    else
        library_spare(strike, 1);
    return 0;
}

/* It has met the full disk if it wrote all that it was cut to. What it did not write is given back: the file's length
 * is not asked for, which others may have changed. */
ssize_t quota_stored(struct fault *fault, int fd, ssize_t length)
{
    struct strike *strike = damage_of(fault, EFFECT_QUOTA);
    if (strike && quota_pending.used && quota_pending.fd == fd) {
        if (length > 0) {
            if (length == quota_pending.cut)
                record(fault, strike);
            if (quota_pending.taken > quota_pending.asked - length)
                quota_pending.taken = quota_pending.asked - length;
        }
        quota_give_back();
    }
    return damage_result(fault, NULL, length);
}

static void let_through(struct strike *strike, int fd, const struct stat *status)
{
    quota_pending.used = used_of(strike);
    quota_pending.inode = status->st_ino;
    quota_pending.length = status->st_size;
    quota_pending.fd = fd;
    quota_pending.taken = quota_pending.cut = 0;
    quota_pending.left = NULL;
}

/* The strike on a call. What nobody knew the end of is settled late: when its thread meets the rule again. */
static BODY struct strike *strike_of(struct fault *fault)
{
    if (quota_pending.used)
        quota_settle(quota_pending.fd);
    return damage_of(fault, EFFECT_QUOTA);
}

static BODY long flags_of(int fd)
{
    return system_call(SYS_fcntl, fd, F_GETFL, 0);
}

/* The same on a file that is open; NULL where it is none that takes room, or not open for that. */
static BODY struct strike *strike_on(struct fault *fault, int fd, struct stat *status)
{
    struct strike *strike = strike_of(fault);
    return strike && flags_of(fd) & (O_WRONLY | O_RDWR) && status_of(fd, status) ? strike : NULL;
}

static BODY off_t position(int fd, off_t offset, const struct stat *status)
{
    if (flags_of(fd) & O_APPEND)
        return status->st_size;
    return offset < 0 ? system_call(SYS_lseek, fd, 0, SEEK_CUR) : offset;
}

/* What goes past the page cache goes in whole blocks; none has blocks larger than these. */
int quota_admit_bytes(struct fault *fault, int fd, off_t offset, size_t *length)
{
    struct stat status;
    struct strike *strike = strike_on(fault, fd, &status);
    if (!strike || !*length || damage_refused(*length) || offset < -1)
        return 0;
    size_t wanted = quota_most(*length), room = wanted;
    let_through(strike, fd, &status);
    int error = admit_growth(fault, strike, position(fd, offset, &status) + (int64_t)wanted - status.st_size, &room);
    quota_pending.asked = (ssize_t)room;
    if (error || room == wanted)
        return error;
    if (flags_of(fd) & O_DIRECT)
        room &= ~(size_t)4095;
    *length = room;
    quota_pending.cut = (ssize_t)room;
    return room ? 0 : refuse(fault, strike);
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

static BODY int admit(struct fault *fault, struct strike *strike, int fd, const struct stat *status, off_t length)
{
    let_through(strike, fd, status);
    return admit_growth(fault, strike, length < 0 ? -length : length - status->st_size, NULL);
}

int quota_admit_length(struct fault *fault, int fd, off_t length)
{
    struct stat status;
    struct strike *strike = strike_on(fault, fd, &status);
    if (strike)
        return admit(fault, strike, fd, &status, length);
    damage_spare(fault);
    return 0;
}

/* A name that is not the file's last one gives nothing back. */
static BODY void look_at(int directory, const char *path, bool named, struct stat *status)
{
    status->st_mode = 0;
    system_call(SYS_newfstatat, directory, path, status, named ? AT_SYMLINK_NOFOLLOW : 0);
    if (!S_ISREG(status->st_mode) || (named && status->st_nlink > 1))
        status->st_size = 0;
}

/* The operations that have paths have no other damage. */
int quota_admit_path(struct fault *fault, int directory, const char *path, off_t length)
{
    struct stat status;
    struct strike *strike = strike_of(fault);
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
    struct strike *out = strike_of(fault);
    look_at(from_directory, from, true, &moved);
    look_at(to_directory, to, true, &replaced);
    /* Of one file nothing is taken away. */
    if (moved.st_ino == replaced.st_ino && moved.st_dev == replaced.st_dev)
        return 0;
    if (!in) {
        let_through(out, -1, &moved);
        return 0;
    }
    off_t grown = out && out->rule == in->rule ? 0 : moved.st_size;
    replaced.st_size -= grown;
    let_through(in, -1, &replaced);
    if (out) {
        quota_pending.left = used_of(out);
        quota_pending.left_length = grown;
    }
    return admit_growth(fault, in, -replaced.st_size, NULL);
}

/* Up to where a stream has been let fill its file, which is where the file ends once it is written. Of files that share
 * an entry the last one is known. */
static struct filled {
    uint64_t inode;
    off_t end;
} filled[ITEMS];
/* Some of what the thread has put into a stream, since it was told. */
static THREAD_LOCAL bool lost;

/* A stream's own lock, but in those functions that leave it to their callers. A thread that was cancelled would keep
 * it; files let nobody wait. */
static int hold(unsigned symbol, FILE *stream)
{
    const uint32_t unlocked = FROM_FWRITE(fwrite_unlocked) | FROM_FWRITE(fputs_unlocked) | FROM_FWRITE(fputc_unlocked) |
                              FROM_FWRITE(putc_unlocked) | FROM_FWRITE(putchar_unlocked) |
                              FROM_FWRITE(fflush_unlocked) | FROM_FWRITE(__overflow);
    int state = PTHREAD_CANCEL_ENABLE;
    if (unlocked >> (symbol - SYMBOL_fwrite) & 1)
        return 0;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    flockfile(stream);
    return -1 - state;
}

void quota_let_go(FILE *stream, int held)
{
    if (held) {
        funlockfile(stream);
        pthread_setcancelstate(-1 - held, NULL);
    }
}

int quota_admit_stream(struct fault *fault, FILE *stream, size_t *length, bool whole)
{
    struct stat status;
    int fd = stream_descriptor(stream);
    struct strike *strike = strike_on(fault, fd, &status);
    if (!strike)
        return 0;
    int held = hold(fault->call.symbol, stream);
    status_of(fd, &status);
    struct filled *last = &filled[status.st_ino % ITEMS];
    off_t offset = position(fd, -1, &status) + (off_t)__fpending(stream), end = offset;
    if (last->inode == status.st_ino && last->end >= status.st_size && last->end < offset)
        end = last->end;
    if (end < status.st_size)
        end = status.st_size;
    size_t wanted = *length;
    int error = admit_growth(fault, strike, offset + (int64_t)*length - end, whole ? NULL : length);
    if (error || *length < wanted)
        lost = true;
    if (error) {
        quota_let_go(stream, held);
        return error;
    }
    if (*length < wanted)
        record(fault, strike);
    last->inode = status.st_ino;
    last->end = offset + (off_t)*length;
    return held;
}

int quota_admit_output(struct fault *fault, FILE *stream, long argument)
{
    unsigned symbol = fault->call.symbol;
    bool line = symbol == SYMBOL_puts;
    size_t length = symbol != SYMBOL_fflush && symbol != SYMBOL_fflush_unlocked;
    if (line || symbol <= SYMBOL_fputs_unlocked)
        length = bytes_length((const char *)argument) + line;
    int error = quota_admit_stream(fault, stream, &length, true);
    if (error <= 0)
        damage_result(fault, NULL, (ssize_t)length);
    return error;
}

int quota_admit_text(struct fault *fault, FILE *stream, int fd, const char *format, void *list)
{
    va_list again;
    va_copy(again, *(va_list *)list);
    int made = vsnprintf(NULL, 0, format, again);
    size_t wanted = made < 0 ? 0 : (size_t)made, length = wanted;
    va_end(again);
    if (stream)
        return quota_admit_stream(fault, stream, &length, true);
    int error = quota_admit_bytes(fault, fd, -1, &length);
    return error || length == wanted ? error : refuse(fault, damage_of(fault, EFFECT_QUOTA));
}

int quota_flushed(int result)
{
    bool told = !lost;
    lost = false;
    return told ? result : fail(ENOSPC);
}
