#include "affliction.h"
#include "entry.h"

/* How the connecting of a socket failed, as rules have it, is said once, like the kernel's own errors. */
EXPORT int getsockopt(int fd, int level, int name, void *restrict value, socklen_t *restrict length)
{
    library_ready();
    int result = real.getsockopt(fd, level, name, value, length);
    if (!result && level == SOL_SOCKET && name == SO_ERROR && *length == sizeof(int)) {
        int error = affliction_take_error(fd);
        if (error && *(int *)value)
            *(int *)value = error;
    }
    return result;
}
