/* The library as a whole: its tables, its selectors and its slots. */
#include "../core/errnos.h"
#include "entry.h"
#include "heap.h"
#include "standin.h"

#include "../core/tables.h"

/* Where a limit may be on what is mapped, it must be seen what is not mapped any more. */
static uint32_t watched(uint32_t operations, bool selective)
{
    (void)selective;
    return operations >> OPERATION_mmap & 1 ? operations | 1u << OPERATION_munmap : operations;
}

/* LIMIT is on requests for memory. */
static bool requests(struct text selector)
{
    struct text name = text_take(&selector, '/');
    return !text_is(name, "mremap") && !text_is(selector, "file");
}

static const char *selector(struct rule *rule)
{
    const char *wrong = names_selector(&memory_names, rule);
    if (rule->effect == EFFECT_LIMIT && !requests(rule->selector))
        rule->operations = 0;
    return wrong;
}

void library_started(void)
{
    standin_fill(&real);
    heap_start();
}

const struct library_table library_table = {
    .grammar = {"memory", OPERATIONS, table_operations, table_names, table_effects, watched, selector, errnos_number,
                NULL},
    .number = 4,
};

const struct names memory_names = {
    .grammar = &library_table.grammar,
    .operation_of = table_operation_of,
    .kinds = table_kinds,
    .with_kinds = table_with_kinds,
    .unknown_kind = "what is mapped is anon or file, as in mmap/anon",
    .any = ~(1u << OPERATION_malloc),
};
