/* Calls that say how long a file is to be. They share a body, which has what each takes as words in the registers in
 * which it came; a word that a name does not take is zero, and the libc ignores it. */
#include "entry.h"
#include "quota.h"

typedef int next_size(long, long, long, long);

static BODY int size_as(long target, long second, long third, long fourth, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    int error = call.symbol <= SYMBOL_truncate64 ? io_fault_at(&fault, call, AT_FDCWD, (const char *)target)
                                                 : io_fault(&fault, call, (int)target);
    if (UNLIKELY(fault.damages && !error))
        error = quota_admit_size(&fault, target, second, third, fourth);
    /* This returns the number and leaves errno alone. */
    if (error)
        return call.symbol >= SYMBOL_posix_fallocate ? error : fail(error);
    int result = NEXT(next_size, call)(target, second, third, fourth);
    account_done(result == 0, call.operation == OPERATION_truncate ? -1 : (int)target, second);
    return result;
}

ALIAS int truncate(const char *path, off_t length)
{
    return size_as((long)path, length, 0, 0, NAME(truncate));
}

ALIAS int truncate64(const char *path, off_t length)
{
    return size_as((long)path, length, 0, 0, NAME(truncate64));
}

ALIAS int ftruncate(int fd, off_t length)
{
    return size_as(fd, length, 0, 0, NAME(ftruncate));
}

ALIAS int ftruncate64(int fd, off_t length)
{
    return size_as(fd, length, 0, 0, NAME(ftruncate64));
}

ALIAS int fallocate(int fd, int mode, off_t offset, off_t length)
{
    return size_as(fd, mode, offset, length, NAME(fallocate));
}

ALIAS int fallocate64(int fd, int mode, off_t offset, off_t length)
{
    return size_as(fd, mode, offset, length, NAME(fallocate64));
}

ALIAS int posix_fallocate(int fd, off_t offset, off_t length)
{
    return size_as(fd, offset, length, 0, NAME(posix_fallocate));
}

ALIAS int posix_fallocate64(int fd, off_t offset, off_t length)
{
    return size_as(fd, offset, length, 0, NAME(posix_fallocate64));
}
