/* The names of resolver errors, and which operations can fail with them. Pure. */
#ifndef CHAOS_DNS_ERRORS_H
#define CHAOS_DNS_ERRORS_H

#include "../core/text.h"

/* The number of the name, or 0. */
int errors_number(struct text name);
/* Bit per operation. */
uint32_t errors_operations(int error);

#endif
