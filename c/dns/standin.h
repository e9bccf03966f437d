/* For names that musl lacks: the function without a state, whose h_errno is told in the state as well. glibc has them
 * in a library that a program may load later. */
#ifndef CHAOS_DNS_STANDIN_H
#define CHAOS_DNS_STANDIN_H

#include "entry.h"

/* Fills the slots that are still empty. */
void standin_fill(struct real *slots);

#endif
