/* The current directory, remembered until somebody changes it. */
#ifndef CHAOS_IO_DIRECTORY_H
#define CHAOS_IO_DIRECTORY_H

#include <stddef.h>

/* Its path, into a buffer of PATH_SIZE; returns the length, 0 where it is unknown. */
size_t directory_path(char *buffer);

#endif
