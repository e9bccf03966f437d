/* What makes a descriptor refer to something else, for libraries that remember what descriptors are; included once by
 * each, behind its entry.h, which declares what it does about a copy: duplicated(source, copy) returns the copy. No
 * faults. */
#ifndef CHAOS_DUPLICATE_H
#define CHAOS_DUPLICATE_H

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

static BODY int fcntl_as(int fd, int command, void *argument, unsigned name)
{
    struct call call = CALLED(name);
    library_ready();
    int result = NEXT(fcntl, call)(fd, command, argument);
    return command == F_DUPFD || command == F_DUPFD_CLOEXEC ? duplicated(fd, result) : result;
}

/* Whatever the third argument is, it comes in one register, as open's mode does. */
ALIAS int fcntl_with_argument(int fd, int command, void *argument) __asm__("fcntl");
ALIAS int fcntl_with_argument(int fd, int command, void *argument)
{
    return fcntl_as(fd, command, argument, NAME(fcntl));
}

ALIAS int fcntl64_with_argument(int fd, int command, void *argument) __asm__("fcntl64");
ALIAS int fcntl64_with_argument(int fd, int command, void *argument)
{
    return fcntl_as(fd, command, argument, NAME(fcntl64));
}

#endif
