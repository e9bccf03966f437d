#include "entry.h"

#include "../core/syscall.h"
#include "descriptor.h"
#include "syscall.h"

static int syscall_error(long number, struct call call, long first, long second, long third)
{
    (void)second;
    (void)third;
    call.operation = OPERATION_close;
    return number == SYS_close && !net_foreign(OPERATION_close, (int)first) ? net_error(call, (int)first) : 0;
}

static void syscall_closing(int fd)
{
    descriptor_closing(fd);
}

static void syscall_closed_range(void)
{
    descriptor_forget_all();
}

static void syscall_duplicated(int source, int fd)
{
    (void)source;
    descriptor_forget(fd);
}

static void syscall_made(void)
{
    descriptor_forget_all();
}

void syscall_started(void)
{
    if (real.syscall)
        next_syscall = real.syscall;
}
