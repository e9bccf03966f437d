/* Declarations of every libc symbol that net interposes, so that each slot and each entry is checked against its type.
 * The libc's headers come first; here is what they leave out: names that only compilers use, names newer than the libc,
 * and on musl the 64-bit alias. */
#ifndef CHAOS_NET_NAMES_H
#define CHAOS_NET_NAMES_H

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* glibc declares these with unions for pointers to addresses (transparent_union), which ISO C does not have. */
#define accept accept_of_libc
#define accept4 accept4_of_libc
#define bind bind_of_libc
#define connect connect_of_libc
#define recvfrom recvfrom_of_libc
#define sendto sendto_of_libc
#include <sys/socket.h>
#undef accept
#undef accept4
#undef bind
#undef connect
#undef recvfrom
#undef sendto
int accept(int, struct sockaddr *restrict, socklen_t *restrict);
int accept4(int, struct sockaddr *restrict, socklen_t *restrict, int);
int bind(int, const struct sockaddr *, socklen_t);
int connect(int, const struct sockaddr *, socklen_t);
ssize_t recvfrom(int, void *restrict, size_t, int, struct sockaddr *restrict, socklen_t *restrict);
ssize_t sendto(int, const void *, size_t, int, const struct sockaddr *, socklen_t);

/* Newer than glibc 2.17. */
int epoll_pwait2(int, struct epoll_event *, int, const struct timespec *, const sigset_t *);
int fcntl64(int, int, ...);

/* What _FORTIFY_SOURCE makes of the plain names: https://refspecs.linuxbase.org/LSB_5.0.0/LSB-Core-generic */
ssize_t __read_chk(int, void *, size_t, size_t);
ssize_t __recv_chk(int, void *, size_t, size_t, int);
ssize_t __recvfrom_chk(int, void *restrict, size_t, size_t, int, struct sockaddr *restrict, socklen_t *restrict);
int __poll_chk(struct pollfd *, nfds_t, int, size_t);
int __ppoll_chk(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *, size_t);

/* The type of the flags of sendmmsg and recvmmsg. */
#ifdef __GLIBC__
typedef int message_flags;
#else
typedef unsigned message_flags;
extern __typeof__(sendfile) sendfile64;
#endif

#endif
