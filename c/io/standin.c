#include "standin.h"

#include "../core/system.h"

/* Numbers that are the same on both architectures and newer than some headers. */
#define NUMBER_close_range 436

static long manners(long result)
{
    if (!system_failed(result))
        return result;
    errno = (int)-result;
    return -1;
}

static ssize_t plain_copy_file_range(int in, off_t *in_offset, int out, off_t *out_offset, size_t length,
                                     unsigned flags)
{
    return manners(system_call(SYS_copy_file_range, in, in_offset, out, out_offset, length, flags));
}

/* The kernel takes the offset in two halves, of which the lower holds all on 64-bit machines. */
static ssize_t plain_preadv2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return manners(system_call(SYS_preadv2, fd, vector, count, offset, 0, flags));
}

static ssize_t plain_pwritev2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return manners(system_call(SYS_pwritev2, fd, vector, count, offset, 0, flags));
}

static int plain_renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned flags)
{
    return (int)manners(system_call(SYS_renameat2, from_directory, from, to_directory, to, flags));
}

static int plain_statx(int directory, const char *restrict path, int flags, unsigned mask,
                       struct statx *restrict result)
{
    return (int)manners(system_call(SYS_statx, directory, path, flags, mask, result));
}

static int plain_close_range(unsigned first, unsigned last, int flags)
{
    return (int)manners(system_call(NUMBER_close_range, first, last, flags));
}

static void plain_closefrom(int first)
{
    system_call(NUMBER_close_range, first < 0 ? 0 : first, ~0u, 0);
}

#ifndef __GLIBC__
static size_t plain_fread(void *buffer, size_t room, size_t size, size_t count, FILE *stream)
{
    (void)room;
    return real.fread(buffer, size, count, stream);
}

static char *plain_fgets(char *buffer, size_t room, int size, FILE *stream)
{
    (void)room;
    return real.fgets(buffer, size, stream);
}

static int plain_vfprintf(FILE *stream, int flag, const char *format, va_list arguments)
{
    (void)flag;
    return real.vfprintf(stream, format, arguments);
}

static int plain_vdprintf(int fd, int flag, const char *format, va_list arguments)
{
    (void)flag;
    return real.vdprintf(fd, format, arguments);
}
#endif

#define FILL_WITH(name, plain)                                                                                         \
    if (!slots->name)                                                                                                  \
    slots->name = plain
#define FILL(name) FILL_WITH(name, plain_##name)

void standin_fill(struct real *slots)
{
    FILL(copy_file_range);
    FILL(preadv2);
    FILL(pwritev2);
    /* On machines of 64 bits they are one. */
    slots->preadv64v2 = slots->preadv2;
    slots->pwritev64v2 = slots->pwritev2;
    FILL(renameat2);
    FILL(statx);
    FILL(close_range);
    FILL(closefrom);
#ifndef __GLIBC__
    FILL_WITH(__fread_chk, plain_fread);
    FILL_WITH(__fread_unlocked_chk, plain_fread);
    FILL_WITH(__fgets_chk, plain_fgets);
    FILL_WITH(__fgets_unlocked_chk, plain_fgets);
    FILL_WITH(__vfprintf_chk, plain_vfprintf);
    FILL_WITH(__vdprintf_chk, plain_vdprintf);
#endif
}
