#include "descriptor.h"
#include "entry.h"

static NOTHROW int duplicated(int source, int fd)
{
    if (fd != source)
        descriptor_forget(fd);
    return fd;
}

#include "../core/duplicate.h"
