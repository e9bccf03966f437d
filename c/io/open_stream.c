#include "descriptor.h"
#include "entry.h"

static FILE *opened_stream(FILE *stream, const char *path)
{
    opened(stream && !library_rests() ? stream_descriptor(stream) : -1, path);
    return stream;
}

static COLD FILE *fopen_slow(const char *restrict path, const char *restrict mode, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, AT_FDCWD, path);
    if (error)
        return fail_null(error);
    return opened_stream(NEXT(fopen, call)(path, mode), path);
}

static HOT_BODY FILE *fopen_seen(const char *restrict path, const char *restrict mode, unsigned name)
{
    struct call call = CALLED(name);
    if (!descriptor_notable(call.operation, path))
        return fopen_slow(path, mode, name);
    FILE *stream = NEXT(fopen, call)(path, mode);
    descriptor_noted(stream ? fileno_unlocked(stream) : -1, path);
    return stream;
}

static TAIL_BODY FILE *fopen_as(const char *restrict path, const char *restrict mode, unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(call.operation))
        return NEXT(fopen, call)(path, mode);
    return fopen_seen(path, mode, name);
}

ALIAS FILE *fopen(const char *restrict path, const char *restrict mode)
{
    return fopen_as(path, mode, NAME(fopen));
}

ALIAS FILE *fopen64(const char *restrict path, const char *restrict mode)
{
    return fopen_as(path, mode, NAME(fopen64));
}

/* What fails has closed the stream all the same (freopen(3)): the real call is made with a name that nothing has. */
static BODY FILE *freopen_as(const char *restrict path, const char *restrict mode, FILE *restrict stream, unsigned name)
{
    struct call call = CALLED(name);
    int error = path ? io_error_at(call, AT_FDCWD, path) : io_error(call, stream_descriptor(stream));
    descriptor_forget(stream_descriptor(stream));
    if (error) {
        NEXT(freopen, call)("", mode, stream);
        return fail_null(error);
    }
    if (!path)
        opened(-1, NULL);
    return opened_stream(NEXT(freopen, call)(path, mode, stream), path);
}

ALIAS FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict stream)
{
    return freopen_as(path, mode, stream, NAME(freopen));
}

ALIAS FILE *freopen64(const char *restrict path, const char *restrict mode, FILE *restrict stream)
{
    return freopen_as(path, mode, stream, NAME(freopen64));
}

EXPORT FILE *fdopen(int fd, const char *mode)
{
    int error = io_error(CALL(fdopen), fd);
    if (error)
        return fail_null(error);
    return real.fdopen(fd, mode);
}

static BODY FILE *tmpfile_as(unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, AT_FDCWD, P_tmpdir);
    if (error)
        return fail_null(error);
    return opened_stream(NEXT(tmpfile, call)(), NULL);
}

ALIAS FILE *tmpfile(void)
{
    return tmpfile_as(NAME(tmpfile));
}

ALIAS FILE *tmpfile64(void)
{
    return tmpfile_as(NAME(tmpfile64));
}
