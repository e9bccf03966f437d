/* Linux gives a descriptor back whatever close says of it (close(2)): the real call is made first, then it fails. */
#include "descriptor.h"
#include "entry.h"

static COLD int close_slow(int fd)
{
    struct fault fault;
    int error = net_fault(&fault, CALL(close), fd);
    descriptor_closing(fd);
    int result = real.close(fd);
    return error ? fail(error) : result;
}

EXPORT int close(int fd)
{
    if (!net_passes(CALL(close), fd))
        return close_slow(fd);
    descriptor_closing(fd);
    return real.close(fd);
}
