/* Copies inside the kernel: writes to the destination. */
#include "entry.h"
#include "quota.h"

static BODY ssize_t sendfile_as(int out, int in, off_t *offset, size_t length, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault(&fault, call, out) || quota_admit(&fault, out, -1, &length))
        return fail(fault.error);
    return stored(&fault, out, NEXT(sendfile, call)(out, in, offset, shortened(&fault, length)));
}

ALIAS ssize_t sendfile(int out, int in, off_t *offset, size_t length)
{
    return sendfile_as(out, in, offset, length, NAME(sendfile));
}

ALIAS ssize_t sendfile64(int out, int in, off_t *offset, size_t length)
{
    return sendfile_as(out, in, offset, length, NAME(sendfile64));
}

static ssize_t splice_as(struct call call, int in, off_t *in_offset, int out, off_t *out_offset, size_t length,
                         unsigned flags)
{
    struct fault fault;
    if (io_fault(&fault, call, out) ||
        (UNLIKELY(fault.damages) && quota_admit_bytes(&fault, out, out_offset ? *out_offset : -1, &length)))
        return fail(fault.error);
    return stored(&fault, out, NEXT(splice, call)(in, in_offset, out, out_offset, shortened(&fault, length), flags));
}

EXPORT ssize_t copy_file_range(int in, off_t *in_offset, int out, off_t *out_offset, size_t length, unsigned flags)
{
    return splice_as(CALL(copy_file_range), in, in_offset, out, out_offset, length, flags);
}

EXPORT ssize_t splice(int in, off_t *in_offset, int out, off_t *out_offset, size_t length, unsigned flags)
{
    return splice_as(CALL(splice), in, in_offset, out, out_offset, length, flags);
}

EXPORT ssize_t tee(int in, int out, size_t length, unsigned flags)
{
    struct fault fault;
    if (io_fault(&fault, CALL(tee), out))
        return fail(fault.error);
    return sent(&fault, real.tee(in, out, shortened(&fault, length), flags));
}
