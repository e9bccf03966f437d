/* The library as a whole: its tables and its slots. */
#include "../core/errnos.h"
#include "descriptor.h"
#include "entry.h"
#include "path.h"
#include "standin.h"

#include "../core/tables.h"

/* Rules that tell files apart need to know under which path each was opened; others what descriptors refer to, once
 * somebody has asked about one (remember, in descriptor.c). */
static uint32_t watched(uint32_t operations, bool selective)
{
    return operations && selective ? operations | 1u << OPERATION_open : operations;
}

void library_started(void)
{
    standin_fill(&real);
    syscall_started();
    descriptor_start();
}

const struct library_table library_table = {
    .grammar = {"io", OPERATIONS, table_operations, table_names, table_effects, watched, path_selector, errnos_number,
                NULL},
    .number = 0,
};
