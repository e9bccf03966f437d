/* Linux gives a descriptor back whatever close says of it (close(2)), and a stream goes with it: the real call is made
 * first, then it fails. A program that hung on a descriptor left open would show a fault that can't happen. */
#include <limits.h>

#include "descriptor.h"
#include "error.h"

static HOT_BODY int close_slow(int fd)
{
    int error = io_error_seen(CALL(close), fd);
    descriptor_closing(fd);
    return error ? (real.close(fd), fail(error)) : real.close(fd);
}

ALIAS int close(int fd)
{
    if (!library_idle(OPERATION_close) && (descriptor_ours(fd) || !io_spares(CALL(close), fd)))
        return close_slow(fd);
    if (!library_unseen(OPERATION_open))
        descriptor_closing(fd);
    return real.close(fd);
}

static COLD int fclose_slow(FILE *stream)
{
    int fd = stream_descriptor(stream);
    int error = io_error(CALL(fclose), fd);
    descriptor_forget(fd);
    int result = real.fclose(stream);
    return error ? fail(error) : result;
}

ALIAS int fclose(FILE *stream)
{
    if (!library_idle(OPERATION_close))
        return fclose_slow(stream);
    if (!library_unseen(OPERATION_open))
        descriptor_closing(stream_descriptor(stream));
    return real.fclose(stream);
}

/* glibc's closedir takes NULL and says EINVAL. */
static int descriptor_of(void *stream)
{
    return stream ? dirfd(stream) : -1;
}

EXPORT int closedir(DIR *stream)
{
    int fd = descriptor_of(stream);
    int error = io_error(CALL(closedir), fd);
    descriptor_forget(fd);
    int result = real.closedir(stream);
    return error ? fail(error) : result;
}

/* CLOSE_RANGE_CLOEXEC, which is newer than some headers. */
#define ONLY_MARKS 4

/* The first descriptor stands for all. */
EXPORT int close_range(unsigned first, unsigned last, int flags)
{
    int error = io_error(CALL(close_range), first <= INT_MAX ? (int)first : -1);
    if (!(flags & ONLY_MARKS))
        descriptor_forget_range(first, last);
    int result = real.close_range(first, last, flags);
    return error ? fail(error) : result;
}

/* It has no way to fail. */
EXPORT void closefrom(int first)
{
    library_ready();
    descriptor_forget_range(first < 0 ? 0 : (unsigned)first, ~0u);
    real.closefrom(first);
}
