/* The library as a whole: its tables and its slots. */
#include "../core/errnos.h"
#include "descriptor.h"
#include "entry.h"
#include "path.h"
#include "standin.h"

#include "../core/tables.h"

/* Rules on descriptors need to know under which path each was opened. */
static uint32_t watched(uint32_t operations)
{
    return operations ? operations | 1u << OPERATION_open : 0;
}

void library_started(void)
{
    standin_fill(&real);
    syscall_started();
    descriptor_start();
}

const struct library_table library_table = {
    .grammar = {"io", OPERATIONS, table_operations, table_effects, watched, path_selector, errnos_number, NULL},
    .number = 0,
};
