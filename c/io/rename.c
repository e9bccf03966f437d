/* A rename is two operations: on the name that goes and on the name that comes. */
#include "entry.h"
#include "quota.h"

typedef int next_rename(long, long, long, long, long);

/* The word that a name does not take is zero, and the libc ignores it; rename alone has no directories. */
static BODY int rename_as(long first, long second, long third, long fourth, long flags, unsigned name)
{
    struct call call = CALLED(name);
    struct fault leaving, arriving;
    bool below = call.symbol != SYMBOL_rename;
    int from_directory = below ? (int)first : AT_FDCWD, to_directory = below ? (int)third : AT_FDCWD;
    const char *from = (const char *)(below ? second : first), *to = (const char *)(below ? fourth : second);
    int error = io_fault_at(&leaving, call, from_directory, from);
    call.operation = OPERATION_rename_to;
    if (!error)
        error = io_fault_at(&arriving, call, to_directory, to);
    if (UNLIKELY(!error && (leaving.damages || arriving.damages)))
        error = quota_admit_rename(&leaving, from_directory, from, &arriving, to_directory, to);
    if (error)
        return fail(error);
    return renamed(NEXT(next_rename, call)(first, second, third, fourth, flags));
}

ALIAS int rename(const char *from, const char *to)
{
    return rename_as((long)from, (long)to, 0, 0, 0, NAME(rename));
}

ALIAS int renameat(int from_directory, const char *from, int to_directory, const char *to)
{
    return rename_as(from_directory, (long)from, to_directory, (long)to, 0, NAME(renameat));
}

ALIAS int renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned flags)
{
    return rename_as(from_directory, (long)from, to_directory, (long)to, flags, NAME(renameat2));
}
