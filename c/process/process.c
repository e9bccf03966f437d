/* The library as a whole: its tables and its slots. */
#include "../core/errnos.h"
#include "../core/named.h"
#include "entry.h"
#include "environment.h"
#include "given.h"

#include "../core/tables.h"

static const struct names names;

static uint32_t watched(uint32_t operations, bool selective)
{
    (void)selective;
    return operations;
}

static const char *selector(struct rule *rule)
{
    return names_selector(&names, rule);
}

const struct library_table library_table = {
    .grammar = {"process", OPERATIONS, table_operations, table_names, table_effects, watched, selector, errnos_number,
                NULL},
    .number = 5,
};

static const struct names names = {
    .grammar = &library_table.grammar,
    .operation_of = table_operation_of,
    .kinds = "",
    .with_kinds = "",
    .any = (1u << OPERATIONS) - 1,
};

bool process_fork_failed;

static COLD int error_of(struct call call)
{
    struct fault fault;
    int error = named_fault(&fault, &names, call, call.symbol, NAMES_NO_KIND);
    if (error && call.operation == OPERATION_fork)
        store_relaxed(&process_fork_failed, true);
    return error;
}

int process_error(struct call call)
{
    return library_idle(call.operation) ? 0 : error_of(call);
}

void library_started(void)
{
    environment_start();
    given_tell();
}
