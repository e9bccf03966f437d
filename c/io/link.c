/* The target is the name that comes into being. */
#include "pass.h"

ALIAS int link(const char *from, const char *path)
{
    return pass_target((long)from, (long)path, 0, 0, 0, NAME(link) | PATH(2));
}

ALIAS int symlink(const char *text, const char *path)
{
    return pass_target((long)text, (long)path, 0, 0, 0, NAME(symlink) | PATH(2));
}

ALIAS int linkat(int from_directory, const char *from, int directory, const char *path, int flags)
{
    return pass_target(from_directory, (long)from, directory, (long)path, flags,
                       NAME(linkat) | DESCRIPTOR(3) | PATH(4));
}

ALIAS int symlinkat(const char *text, int directory, const char *path)
{
    return pass_target((long)text, directory, (long)path, 0, 0, NAME(symlinkat) | DESCRIPTOR(2) | PATH(3));
}
