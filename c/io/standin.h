/* For names that a libc may lack: the system call itself, with the libc's manners. Fortified ones, which musl lacks,
 * know no room and no flag. */
#ifndef CHAOS_IO_STANDIN_H
#define CHAOS_IO_STANDIN_H

#include "entry.h"

/* Fills the slots that are still empty. */
void standin_fill(struct real *slots);

#endif
