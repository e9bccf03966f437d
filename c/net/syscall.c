#include "entry.h"

#define SYSCALL_BITS(word)                                                                                             \
    (SEEN_BIT(SYS_dup, word) | SEEN_BIT(SYS_fcntl, word) | SEEN_BIT(SYS_socket, word) |                                \
     SEEN_BIT(SYS_socketpair, word) | SEEN_BIT(SYS_accept, word) | SEEN_BIT(SYS_accept4, word) |                       \
     SEEN_BIT(SYS_recvmsg, word) | SEEN_BIT(SYS_recvmmsg, word) | SEEN_BIT(SYSCALL_PIDFD_GETFD, word))
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
        next_syscall = (syscall_of_words *)real.syscall;
}
