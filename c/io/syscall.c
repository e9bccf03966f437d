#include "../core/syscall.h"
#include "entry.h"

static void syscall_closing(int fd)
{
    descriptor_forget(fd);
}

static void syscall_closed_range(void)
{
    descriptor_forget_all();
}

static void syscall_duplicated(int source, int fd)
{
    duplicated(source, fd);
}

/* Of what has that number nothing is known. */
static void syscall_made(void)
{
}

void syscall_started(void)
{
    if (real.syscall)
        next_syscall = real.syscall;
}
