/* A rename is two operations: on the name that comes, which is what programs rename for, and on the name that goes. */
#include "entry.h"
#include "quota.h"

/* One fault is for both, since handlers of signals have small stacks. */
static int rename_error(struct call call, int from_directory, const char *from, int to_directory, const char *to,
                        unsigned flags)
{
    struct fault fault;
    struct strike arriving, *in = NULL;
    call.operation = OPERATION_rename_to;
    int error = io_fault_at(&fault, call, to_directory, to);
    uint32_t target = fault.target;
    if (UNLIKELY(fault.damages)) {
        arriving = fault.damage[0];
        in = &arriving;
    }
    call.operation = OPERATION_rename_from;
    if (!error)
        error = io_fault_at(&fault, call, from_directory, from);
    if (LIKELY(error || !(in || fault.damages) || flags & RENAME_EXCHANGE))
        return error;
    fault.call.operation = OPERATION_rename_to;
    fault.target = target;
    return quota_admit_rename(&fault, from_directory, from, in, to_directory, to);
}

static BODY int rename_as(int from_directory, const char *from, int to_directory, const char *to, unsigned flags,
                          unsigned name)
{
    struct call call = CALLED(name);
    int error = rename_error(call, from_directory, from, to_directory, to, flags);
    if (error)
        return fail(error);
    return renamed(call.symbol == SYMBOL_rename ? NEXT(rename, call)(from, to)
                                                : NEXT(renameat2, call)(from_directory, from, to_directory, to, flags));
}

ALIAS int rename(const char *from, const char *to)
{
    return rename_as(AT_FDCWD, from, AT_FDCWD, to, 0, NAME(rename));
}

ALIAS int renameat(int from_directory, const char *from, int to_directory, const char *to)
{
    return rename_as(from_directory, from, to_directory, to, 0, NAME(renameat));
}

ALIAS int renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned flags)
{
    return rename_as(from_directory, from, to_directory, to, flags, NAME(renameat2));
}
