/* Linux gives a descriptor back whatever close says of it (close(2)): the real call is made first, then it fails. */
#include "descriptor.h"
#include "entry.h"

static COLD int close_slow(int fd)
{
    if (descriptor_closes_unseen(fd))
        return real.close(fd);
    int error = net_foreign(OPERATION_close, fd) ? 0 : net_error(CALL(close), fd);
    descriptor_closing(fd);
    return error ? (real.close(fd), fail(error)) : real.close(fd);
}

ALIAS int close(int fd)
{
    return library_asleep(OPERATION_close) ? real.close(fd) : close_slow(fd);
}
