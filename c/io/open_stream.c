#include "entry.h"

static FILE *opened_stream(FILE *stream)
{
    opened(stream ? stream_descriptor(stream) : -1);
    return stream;
}

static FILE *fopen_as(struct call call, const char *restrict path, const char *restrict mode)
{
    int error = io_error_at(call, AT_FDCWD, path);
    if (error)
        return fail_null(error);
    return opened_stream(NEXT(fopen, call)(path, mode));
}

EXPORT FILE *fopen(const char *restrict path, const char *restrict mode)
{
    return fopen_as(CALL(fopen), path, mode);
}

EXPORT FILE *fopen64(const char *restrict path, const char *restrict mode)
{
    return fopen_as(CALL(fopen64), path, mode);
}

static FILE *freopen_as(struct call call, const char *restrict path, const char *restrict mode, FILE *restrict stream)
{
    int error = path ? io_error_at(call, AT_FDCWD, path) : io_error_stream(call, stream);
    if (error)
        return fail_null(error);
    descriptor_forget(stream_descriptor(stream));
    if (!path)
        opened(-1);
    return opened_stream(NEXT(freopen, call)(path, mode, stream));
}

EXPORT FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict stream)
{
    return freopen_as(CALL(freopen), path, mode, stream);
}

EXPORT FILE *freopen64(const char *restrict path, const char *restrict mode, FILE *restrict stream)
{
    return freopen_as(CALL(freopen64), path, mode, stream);
}

EXPORT FILE *fdopen(int fd, const char *mode)
{
    int error = io_error(CALL(fdopen), fd);
    if (error)
        return fail_null(error);
    return real.fdopen(fd, mode);
}

static FILE *tmpfile_as(struct call call)
{
    int error = io_error_at(call, AT_FDCWD, P_tmpdir);
    if (error)
        return fail_null(error);
    return opened_stream(NEXT(tmpfile, call)());
}

EXPORT FILE *tmpfile(void)
{
    return tmpfile_as(CALL(tmpfile));
}

EXPORT FILE *tmpfile64(void)
{
    return tmpfile_as(CALL(tmpfile64));
}
