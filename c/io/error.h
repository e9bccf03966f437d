/* The errors of calls that nothing can damage but a full disk, once the operation has been found not to be idle. */
#ifndef CHAOS_IO_ERROR_H
#define CHAOS_IO_ERROR_H

#include "entry.h"
#include "quota.h"

static inline int io_error_seen(struct call call, int fd)
{
    struct fault fault;
    int error = io_fault_seen(&fault, call, fd);
    if (UNLIKELY(fault.damages && !error) && call.operation != OPERATION_open)
        return quota_admit_length(&fault, fd, -1);
    return error;
}

static inline int io_error_at_seen(struct call call, int directory, const char *path)
{
    struct fault fault;
    int error = io_fault_at_seen(&fault, call, directory, path);
    if (UNLIKELY(fault.damages && !error))
        quota_admit_path(&fault, directory, path, 0);
    return error;
}

#endif
