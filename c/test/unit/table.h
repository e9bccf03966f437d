/* The grammar of io, without its entries. */
#ifndef CHAOS_TEST_TABLE_H
#define CHAOS_TEST_TABLE_H

#include "../../core/errnos.h"
#include "../../io/path.h"

#define OPERATIONS_DEF "../../io/operations.def"
#define SYMBOLS_DEF "../../io/symbols.def"
#include "operations.h"

static const struct grammar_table table = {"io",          OPERATIONS,    table_operations, table_names, table_effects,
                                           table_watched, path_selector, errnos_number,    NULL};

#endif
