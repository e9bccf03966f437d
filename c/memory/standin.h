/* For names that a libc may lack: what it would do. */
#ifndef CHAOS_MEMORY_STANDIN_H
#define CHAOS_MEMORY_STANDIN_H

#include "entry.h"

/* Fills the slots that are still empty. */
void standin_fill(struct real *slots);

#endif
