/* The library as a whole: its tables and its slots. */
#include "../core/answers.h"
#include "../core/control.h"
#include "entry.h"
#include "errors.h"
#include "standin.h"

#include "../core/tables.h"

static uint32_t watched(uint32_t operations, bool selective)
{
    (void)selective;
    return operations;
}

/* Only a run has somebody else who wants to know the answers. */
void library_started(void)
{
    standin_fill(&real);
    if (control_shared())
        answers_start();
}

const struct library_table library_table = {
    .grammar = {"dns", OPERATIONS, table_operations, table_names, table_effects, watched, host_selector, errors_number,
                argument_check},
    .number = 2,
};
