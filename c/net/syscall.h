/* The library's own syscall(). */
#ifndef CHAOS_NET_SYSCALL_H
#define CHAOS_NET_SYSCALL_H

/* The next syscall() is known. */
void syscall_started(void);

#endif
