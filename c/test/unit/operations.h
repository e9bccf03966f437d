/* The operations and functions of one library, named by OPERATIONS_DEF and SYMBOLS_DEF, as a grammar wants them;
 * without its entries. */
#ifndef CHAOS_TEST_OPERATIONS_H
#define CHAOS_TEST_OPERATIONS_H

#include "../../core/grammar.h"

enum {
#define OPERATION(name, effects) OPERATION_##name,
#include OPERATIONS_DEF
#undef OPERATION
    OPERATIONS
};

static const char table_operations[] =
#define OPERATION(name, effects) #name "\0"
#include OPERATIONS_DEF
#undef OPERATION
    ;

static const char table_names[] =
#define SYMBOL(name, operation, plain) #name "\0"
#include SYMBOLS_DEF
#undef SYMBOL
    ;

static const uint32_t table_effects[] = {
#define OPERATION(name, effects) EFFECTS_OF(effects),
#include OPERATIONS_DEF
#undef OPERATION
};

static inline uint32_t table_watched(uint32_t operations, bool selective)
{
    (void)selective;
    return operations;
}

#define ALL_OPERATIONS ((1u << OPERATIONS) - 1)
#define ON(operation) (1u << OPERATION_##operation)

#endif
