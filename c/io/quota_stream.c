#include "quota_stream.h"

#include <errno.h>
#include <pthread.h>
#include <stdio_ext.h>

#include "../core/bytes.h"
#include "account.h"
#include "entry.h"
#include "quota.h"

#define FROM_FWRITE(name) (1u << (SYMBOL_##name - SYMBOL_fwrite))

/* Up to where a stream has been let fill its file, which is where the file ends once it is written. Of files that share
 * an entry the last one is known. */
static struct filled {
    uint64_t inode;
    off_t end;
} filled[16];
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

void quota_stream_let_go(FILE *stream, int held)
{
    if (held) {
        funlockfile(stream);
        pthread_setcancelstate(-1 - held, NULL);
    }
}

int quota_stream_admit(struct fault *fault, FILE *stream, size_t *length, bool whole)
{
    struct account_file file;
    const struct stat *status = &file.status;
    struct strike *strike = account_on(fault, stream_descriptor(stream), &file);
    if (!strike)
        return 0;
    int held = hold(fault->call.symbol, stream);
    account_status(file.fd, &file.status);
    struct filled *last = &filled[status->st_ino % LENGTH(filled)];
    off_t offset = account_position(&file, -1) + (off_t)__fpending(stream), end = offset;
    if (last->inode == status->st_ino && last->end >= status->st_size && last->end < offset)
        end = last->end;
    if (end < status->st_size)
        end = status->st_size;
    size_t wanted = *length;
    int error = account_take(fault, strike, offset + (int64_t)*length - end, whole ? NULL : length);
    if (error || *length < wanted)
        lost = true;
    if (error) {
        quota_stream_let_go(stream, held);
        return error;
    }
    if (*length < wanted)
        account_record(fault, strike);
    last->inode = status->st_ino;
    last->end = offset + (off_t)*length;
    return held;
}

int quota_stream_output(struct fault *fault, FILE *stream, long argument)
{
    unsigned symbol = fault->call.symbol;
    bool line = symbol == SYMBOL_puts;
    size_t length = symbol != SYMBOL_fflush && symbol != SYMBOL_fflush_unlocked;
    if (line || symbol <= SYMBOL_fputs_unlocked)
        length = bytes_length((const char *)argument) + line;
    int error = quota_stream_admit(fault, stream, &length, true);
    if (error <= 0)
        damage_result(fault, NULL, (ssize_t)length);
    return error;
}

int quota_stream_text(struct fault *fault, FILE *stream, int fd, const char *format, void *list)
{
    va_list again;
    va_copy(again, *(va_list *)list);
    int made = vsnprintf(NULL, 0, format, again);
    size_t wanted = made < 0 ? 0 : (size_t)made, length = wanted;
    va_end(again);
    if (stream)
        return quota_stream_admit(fault, stream, &length, true);
    int error = quota_admit_bytes(fault, fd, -1, &length);
    return error || length == wanted ? error : account_refuse(fault, damage_of(fault, EFFECT_QUOTA));
}

int quota_stream_flushed(int result)
{
    bool told = !lost;
    lost = false;
    return told ? result : fail(ENOSPC);
}
