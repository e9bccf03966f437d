#include "affliction.h"
#include "entry.h"

/* How the connecting of a socket failed, as rules have it, is said once, like the kernel's own errors. */
static COLD int take_error(int fd, int *value, socklen_t *length)
{
    int error = *length >= sizeof *value ? affliction_take_error(fd) : 0;
    if (!error)
        return real.getsockopt(fd, SOL_SOCKET, SO_ERROR, value, length);
    *value = error;
    *length = sizeof *value;
    return 0;
}

EXPORT int getsockopt(int fd, int level, int name, void *restrict value, socklen_t *restrict length)
{
    library_ready();
    if (affliction_any() && level == SOL_SOCKET && name == SO_ERROR && !pointer_is_wild(value) &&
        !pointer_is_wild(length))
        return take_error(fd, value, length);
    return real.getsockopt(fd, level, name, value, length);
}
