#include "entry.h"

#ifdef __GLIBC__
typedef struct dirent64 dirent64_result;
#else
typedef struct dirent dirent64_result;
#endif

EXPORT DIR *opendir(const char *path)
{
    int error = io_error_at(CALL_NEVER(opendir, EINTR), AT_FDCWD, path);
    if (error)
        return fail_null(error);
    DIR *stream = real.opendir(path);
    opened(stream ? dirfd(stream) : -1, path);
    return stream;
}

static BODY void *readdir_as(DIR *stream, unsigned name)
{
    struct call call = CALLED_NEVER(name, EINTR);
    int error = io_error(call, dirfd(stream));
    if (error)
        return fail_null(error);
    return NEXT(readdir, call)(stream);
}

ALIAS struct dirent *readdir(DIR *stream)
{
    return readdir_as(stream, NAME(readdir));
}

ALIAS dirent64_result *readdir64(DIR *stream)
{
    return readdir_as(stream, NAME(readdir64));
}
