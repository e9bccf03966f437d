/* The key that each thread was given by the one that made it. */
#ifndef CHAOS_PROCESS_GIVEN_H
#define CHAOS_PROCESS_GIVEN_H

#include <stdint.h>

#include "../core/attributes.h"

/* 0: none. */
extern THREAD_LOCAL uint64_t given __attribute__((visibility("hidden")));

/* From now on the process's other libraries find it. */
void given_tell(void);

#endif
