#include "entry.h"

#define SYSCALL_BITS(word) (SEEN_BIT(SYS_statx, word) | SEEN_BIT(SYS_copy_file_range, word))
#include "../core/syscall.h"

static int syscall_error(long number, struct call call, long first, long second, long third)
{
    switch (number) {
    case SYS_statx:
        call.operation = OPERATION_stat;
        return io_error_at(call, (int)first, (const char *)second);
    case SYS_copy_file_range:
        call.operation = OPERATION_OF_copy_file_range;
        return io_error(call, (int)third);
    case SYS_close:
        call.operation = OPERATION_close;
        return io_error(call, (int)first);
    }
    return 0;
}

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
        next_syscall = (syscall_of_words *)real.syscall;
}
