/* What makes a descriptor refer to something else, for libraries that remember what descriptors are; included once by
 * each, behind its entry.h, which declares what it does about a copy: duplicated(source, copy) returns the copy. No
 * faults. */
#ifndef CHAOS_DUPLICATE_H
#define CHAOS_DUPLICATE_H

static BODY int duplicate_as(int fd, int second, long third, unsigned name)
{
    struct call call = CALLED(name);
    bool copies = (call.symbol != SYMBOL_fcntl && call.symbol != SYMBOL_fcntl64) || second == F_DUPFD ||
                  second == F_DUPFD_CLOEXEC;
    library_ready();
    int result = NEXT(int(int, int, long), call)(fd, second, third);
    return copies ? duplicated(fd, result) : result;
}

ALIAS int dup(int fd)
{
    return duplicate_as(fd, 0, 0, NAME(dup));
}

ALIAS int dup2(int fd, int copy)
{
    return duplicate_as(fd, copy, 0, NAME(dup2));
}

ALIAS int dup3(int fd, int copy, int flags)
{
    return duplicate_as(fd, copy, flags, NAME(dup3));
}

/* Whatever the third argument is, it comes in one register, as open's mode does. */
ALIAS int fcntl_with_argument(int fd, int command, void *argument) __asm__("fcntl");
ALIAS int fcntl_with_argument(int fd, int command, void *argument)
{
    return duplicate_as(fd, command, (long)argument, NAME(fcntl));
}

ALIAS int fcntl64_with_argument(int fd, int command, void *argument) __asm__("fcntl64");
ALIAS int fcntl64_with_argument(int fd, int command, void *argument)
{
    return duplicate_as(fd, command, (long)argument, NAME(fcntl64));
}

#endif
