/* The numbers of the operations, for what is pure; entries have them from entry.h. */
#ifndef CHAOS_DNS_OPERATIONS_H
#define CHAOS_DNS_OPERATIONS_H

enum {
#define OPERATION(name, effects) OPERATION_##name,
#include "operations.def"
#undef OPERATION
};

/* For the table of errors: sets of operations. */
#define EVERYWHERE 0xffffu
#define ON(operation) (1u << OPERATION_##operation)

#endif
