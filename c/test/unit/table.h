/* The grammar of io, without its entries. */
#ifndef CHAOS_TEST_TABLE_H
#define CHAOS_TEST_TABLE_H

#include "../../core/errnos.h"
#include "../../core/grammar.h"
#include "../../io/path.h"

enum {
#define OPERATION(name, effects) OPERATION_##name,
#include "../../io/operations.def"
#undef OPERATION
    OPERATIONS
};

static const char *const table_operations[] = {
#define OPERATION(name, effects) #name,
#include "../../io/operations.def"
#undef OPERATION
};

static const uint32_t table_effects[] = {
#define OPERATION(name, effects) EFFECTS_OF(effects),
#include "../../io/operations.def"
#undef OPERATION
};

static inline uint32_t table_watched(uint32_t operations)
{
    return operations;
}

static const struct grammar_table table = {"io",          OPERATIONS,    table_operations, table_effects,
                                           table_watched, path_selector, errnos_number,    NULL};

#define ALL_OPERATIONS ((1u << OPERATIONS) - 1)
#define ON(operation) (1u << OPERATION_##operation)

#endif
