/* No faults, but the remembered directory is void. */
#include "directory.h"
#include "entry.h"

EXPORT int chdir(const char *path)
{
    library_ready();
    int result = real.chdir(path);
    directory_forget(AT_FDCWD);
    return result;
}

EXPORT int fchdir(int fd)
{
    library_ready();
    int result = real.fchdir(fd);
    directory_forget(AT_FDCWD);
    return result;
}
