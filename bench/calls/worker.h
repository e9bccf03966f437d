#ifndef WORKER_H
#define WORKER_H

#include <netinet/in.h>
#include <stdio.h>

#define NOINLINE __attribute__((noinline))
/* Keeps the compiler from knowing what becomes of a pointer. */
#define USED(pointer) __asm__ volatile("" : : "r"(pointer) : "memory")

/* What one thread makes its calls on: all of it its own. */
struct worker {
    char path[4096]; /* of a file of which `data` is open: in the page cache, of FILE_SIZE bytes */
    int data;
    FILE *stream; /* of the same file */
    int scratch;  /* a file without a name */
    int listener; /* on 127.0.0.1 */
    struct sockaddr_in address;
    int near, far;       /* the two ends of a connection to it */
    int set;             /* of epoll, with `near` in it */
    const char *program; /* the least one */
};

#define FILE_SIZE (1 << 20)

/* Ends the program, with errno as the reason, unless all is good. */
void check(int good, const char *what);

void worker_open_files(struct worker *worker, const char *directory, long number);
void worker_open_sockets(struct worker *worker);

/* Makes a call, or a few that go together, `length` times. Callgrind tells calls apart by these names. */
typedef void phase(struct worker *worker, long length);
#define CALL(name, library, function, entries, kind) phase phase_##function;
#include "calls.def"
#undef CALL

#endif
