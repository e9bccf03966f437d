#include "entry.h"

int memory_error(struct call call)
{
    struct fault fault;
    if (library_idle(call.operation))
        return 0;
    return named_fault(&fault, &memory_names, call, call.symbol, NAMES_NO_KIND);
}
