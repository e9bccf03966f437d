/* Copies inside the kernel: writes to the destination. */
#include "entry.h"
#include "quota.h"

/* What is not there to be copied needs no room, nor does what the kernel refuses. */
static NOTHROW int admit(struct fault *fault, int out, const off_t *out_offset, int in, const off_t *in_offset,
                         size_t *length)
{
    if (LIKELY(!fault->damages) || (ssize_t)*length < 0)
        return 0;
    size_t most = quota_most(damage_left(in, damage_offset(in_offset), *length, false)), room = most;
    int error = quota_admit_bytes(fault, out, damage_offset(out_offset), &room);
    if (room < most)
        *length = room;
    return error;
}

static COLD ssize_t sendfile_slow(int out, int in, off_t *offset, size_t length, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault_seen(&fault, call, out) || admit(&fault, out, NULL, in, offset, &length))
        return fail(fault.error);
    length = shortened_transfer(&fault, out, in, offset, length);
    return stored(&fault, out, NEXT(sendfile, call)(out, in, offset, length));
}

static NOTHROW COLD ssize_t sendfile_as(int out, int in, off_t *offset, size_t length, unsigned name)
{
    struct call call = CALLED(name);
    if (io_passes(call, out))
        return NEXT(sendfile, call)(out, in, offset, length);
    return sendfile_slow(out, in, offset, length, name);
}

ALIAS ssize_t sendfile(int out, int in, off_t *offset, size_t length)
{
    return sendfile_as(out, in, offset, length, NAME(sendfile));
}

ALIAS ssize_t sendfile64(int out, int in, off_t *offset, size_t length)
{
    return sendfile_as(out, in, offset, length, NAME(sendfile64));
}

/* The name stands above the flags, for lack of another register. */
static BODY ssize_t splice_as(int in, off_t *in_offset, int out, off_t *out_offset, size_t length, uint64_t word)
{
    struct call call = CALLED((unsigned)(word >> 32));
    unsigned flags = (unsigned)word;
    struct fault fault;
    if (io_fault(&fault, call, out) || admit(&fault, out, out_offset, in, in_offset, &length))
        return fail(fault.error);
    length = shortened_transfer(&fault, out, in, in_offset, length);
    return stored(&fault, out, NEXT(splice, call)(in, in_offset, out, out_offset, length, flags));
}

ALIAS ssize_t copy_file_range(int in, off_t *in_offset, int out, off_t *out_offset, size_t length, unsigned flags)
{
    return splice_as(in, in_offset, out, out_offset, length, (uint64_t)NAME(copy_file_range) << 32 | flags);
}

ALIAS ssize_t splice(int in, off_t *in_offset, int out, off_t *out_offset, size_t length, unsigned flags)
{
    return splice_as(in, in_offset, out, out_offset, length, (uint64_t)NAME(splice) << 32 | flags);
}

EXPORT ssize_t tee(int in, int out, size_t length, unsigned flags)
{
    struct fault fault;
    if (io_fault(&fault, CALL(tee), out))
        return fail(fault.error);
    length = shortened_transfer(&fault, out, in, NULL, length);
    return sent(&fault, real.tee(in, out, length, flags));
}
