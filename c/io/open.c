/* The mode is read and passed on whether or not the caller gave one: what follows the last parameter of a variadic
 * function comes in the register of one parameter more (System V and AArch64 ABIs), and the libc looks at it only when
 * the flags say that it is there. The fortified names take none. */
#include "descriptor.h"
#include "error.h"

static HOT_BODY int open_slow(const char *path, int flags, mode_t mode, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at_seen(call, AT_FDCWD, path);
    if (error)
        return fail(error);
    return opened(NEXT(open, call)(path, flags, mode), path);
}

static HOT_BODY int open_seen(const char *path, int flags, mode_t mode, unsigned name)
{
    struct call call = CALLED(name);
    if (descriptor_notable(call.operation, path))
        return descriptor_noted(NEXT(open, call)(path, flags, mode), path);
    return open_slow(path, flags, mode, name);
}

static TAIL_BODY int open_as(const char *path, int flags, mode_t mode, unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(call.operation))
        return NEXT(open, call)(path, flags, mode);
    return open_seen(path, flags, mode, name);
}

static COLD int openat_slow(int directory, const char *path, int flags, mode_t mode, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, directory, path);
    if (error)
        return fail(error);
    return opened(NEXT(openat, call)(directory, path, flags, mode), path);
}

static TAIL_BODY int openat_as(int directory, const char *path, int flags, mode_t mode, unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(call.operation))
        return NEXT(openat, call)(directory, path, flags, mode);
    return openat_slow(directory, path, flags, mode, name);
}

ALIAS int open_with_mode(const char *path, int flags, mode_t mode) __asm__("open");
ALIAS int open_with_mode(const char *path, int flags, mode_t mode)
{
    return open_as(path, flags, mode, NAME(open));
}

ALIAS int open64_with_mode(const char *path, int flags, mode_t mode) __asm__("open64");
ALIAS int open64_with_mode(const char *path, int flags, mode_t mode)
{
    return open_as(path, flags, mode, NAME(open64));
}

ALIAS int openat_with_mode(int directory, const char *path, int flags, mode_t mode) __asm__("openat");
ALIAS int openat_with_mode(int directory, const char *path, int flags, mode_t mode)
{
    return openat_as(directory, path, flags, mode, NAME(openat));
}

ALIAS int openat64_with_mode(int directory, const char *path, int flags, mode_t mode) __asm__("openat64");
ALIAS int openat64_with_mode(int directory, const char *path, int flags, mode_t mode)
{
    return openat_as(directory, path, flags, mode, NAME(openat64));
}

ALIAS int __open_2(const char *path, int flags)
{
    return open_as(path, flags, 0, NAME(__open_2));
}

ALIAS int __open64_2(const char *path, int flags)
{
    return open_as(path, flags, 0, NAME(__open64_2));
}

ALIAS int __openat_2(int directory, const char *path, int flags)
{
    return openat_as(directory, path, flags, 0, NAME(__openat_2));
}

ALIAS int __openat64_2(int directory, const char *path, int flags)
{
    return openat_as(directory, path, flags, 0, NAME(__openat64_2));
}

static BODY int creat_as(const char *path, mode_t mode, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, AT_FDCWD, path);
    if (error)
        return fail(error);
    return opened(NEXT(creat, call)(path, mode), path);
}

ALIAS int creat(const char *path, mode_t mode)
{
    return creat_as(path, mode, NAME(creat));
}

ALIAS int creat64(const char *path, mode_t mode)
{
    return creat_as(path, mode, NAME(creat64));
}
