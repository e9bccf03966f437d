/* A rename is two operations: on the name that comes, which is what programs rename for, and on the name that goes. */
#include "entry.h"
#include "quota.h"

static int rename_error(struct call call, int from_directory, const char *from, int to_directory, const char *to)
{
    struct fault leaving, arriving;
    call.operation = OPERATION_rename_to;
    int error = io_fault_at(&arriving, call, to_directory, to);
    call.operation = OPERATION_rename_from;
    if (!error)
        error = io_fault_at(&leaving, call, from_directory, from);
    if (UNLIKELY(!error && (leaving.damages || arriving.damages)))
        return quota_admit_rename(&leaving, from_directory, from, &arriving, to_directory, to);
    return error;
}

EXPORT int rename(const char *from, const char *to)
{
    int error = rename_error(CALL(rename), AT_FDCWD, from, AT_FDCWD, to);
    if (error)
        return fail(error);
    return renamed(real.rename(from, to));
}

EXPORT int renameat(int from_directory, const char *from, int to_directory, const char *to)
{
    int error = rename_error(CALL(renameat), from_directory, from, to_directory, to);
    if (error)
        return fail(error);
    return renamed(real.renameat(from_directory, from, to_directory, to));
}

EXPORT int renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned flags)
{
    int error = rename_error(CALL(renameat2), from_directory, from, to_directory, to);
    if (error)
        return fail(error);
    return renamed(real.renameat2(from_directory, from, to_directory, to, flags));
}
