/* What makes a descriptor refer to something else. No faults, but what is known of the descriptor is void. */
#include "entry.h"

EXPORT int dup(int fd)
{
    library_ready();
    return duplicated(fd, real.dup(fd));
}

EXPORT int dup2(int fd, int copy)
{
    library_ready();
    return duplicated(fd, real.dup2(fd, copy));
}

EXPORT int dup3(int fd, int copy, int flags)
{
    library_ready();
    return duplicated(fd, real.dup3(fd, copy, flags));
}

static int fcntl_as(struct call call, int fd, int command, void *argument)
{
    library_ready();
    int result = NEXT(fcntl, call)(fd, command, argument);
    return command == F_DUPFD || command == F_DUPFD_CLOEXEC ? duplicated(fd, result) : result;
}

/* Whatever the third argument is, it comes in one register. */
EXPORT int fcntl(int fd, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return fcntl_as(CALL(fcntl), fd, command, argument);
}

/* Whatever the third argument is, it comes in one register. */
EXPORT int fcntl64(int fd, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return fcntl_as(CALL(fcntl64), fd, command, argument);
}
