/* Linux gives a descriptor back whatever close says of it (close(2)), and a stream goes with it: the real call is made
 * first, then it fails. A program that hung on a descriptor left open would show a fault that can't happen. */
#include <limits.h>

#include "entry.h"

static COLD int close_slow(int fd)
{
    struct fault fault;
    int error = io_fault_seen(&fault, CALL(close), fd);
    descriptor_forget(fd);
    int result = real.close(fd);
    return error ? fail(error) : result;
}

EXPORT int close(int fd)
{
    if (!library_idle(OPERATION_close))
        return close_slow(fd);
    descriptor_forget(fd);
    return real.close(fd);
}

EXPORT int fclose(FILE *stream)
{
    int error = io_error(CALL(fclose), stream_descriptor(stream));
    if (!library_rests())
        descriptor_forget(stream_descriptor(stream));
    int result = real.fclose(stream);
    return error ? fail(error) : result;
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

/* The first descriptor stands for all. */
EXPORT int close_range(unsigned first, unsigned last, int flags)
{
    int error = io_error(CALL(close_range), first <= INT_MAX ? (int)first : -1);
    descriptor_forget_all();
    int result = real.close_range(first, last, flags);
    return error ? fail(error) : result;
}
