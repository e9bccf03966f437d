/* The library as a whole: its tables and its slots. */
#include "descriptor.h"
#include "entry.h"
#include "path.h"
#include "standin.h"

static const char *const operations[] = {
#define OPERATION(name, effects) #name,
#include "operations.def"
#undef OPERATION
};

static const uint32_t effects[] = {
#define OPERATION(name, effects) EVERY | (effects),
#include "operations.def"
#undef OPERATION
};

static const char names[] =
#define SYMBOL(name, operation, plain) #name "\0"
#include "symbols.def"
#undef SYMBOL
    ;

static const unsigned short instead[] = {
#define SYMBOL(name, operation, plain) SYMBOL_##plain,
#include "symbols.def"
#undef SYMBOL
};

struct real real;

/* Rules on descriptors need to know under which path each was opened, and when it is closed. */
static uint32_t watched(uint32_t operations)
{
    return operations ? operations | 1u << OPERATION_open | 1u << OPERATION_close : 0;
}

static void started(void)
{
    standin_fill(&real);
    syscall_started();
    descriptor_start();
}

const struct library_table library_table = {
    .grammar = {"io", OPERATIONS, operations, effects, watched, path_selector},
    .number = 0,
    .names = {names, instead, SYMBOLS},
    .slots = (void **)&real,
    .started = started,
};
