/* Directories that paths are relative to: the current one, and those given by descriptors. Their paths are remembered
 * until somebody changes them, so that a call on a relative path costs no system call. */
#ifndef CHAOS_IO_DIRECTORY_H
#define CHAOS_IO_DIRECTORY_H

#include <stddef.h>
#include <stdint.h>

/* The path of a descriptor's directory, or with AT_FDCWD of the current one, into a buffer of PATH_SIZE; returns the
 * length, 0 where it is unknown. */
size_t directory_path(int directory, char *buffer);
/* A number above 0 that stands for the path as long as it is remembered, and never for another; 0: it is not. */
uint64_t directory_state(int directory);
/* The descriptor, or AT_FDCWD, means another directory now. */
void directory_forget(int directory);
/* Directories may have been renamed. */
void directory_forget_all(void);

#endif
