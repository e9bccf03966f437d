/* Declarations of every libc symbol that process interposes, so that each slot and each entry is checked against its
 * type. The libc's headers come first; here is what they leave out. */
#ifndef CHAOS_PROCESS_NAMES_H
#define CHAOS_PROCESS_NAMES_H

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* Newer than glibc 2.17; thrd_t is as wide as a pointer in both libcs. */
int thrd_create(unsigned long *, int (*)(void *), void *);
pid_t _Fork(void);
int execveat(int, const char *, char *const[], char *const[], int);

#endif
