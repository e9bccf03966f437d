/* The tables and slots of a library as constants, included once, where it defines its library_table, with SYMBOLS_DEF
 * and OPERATIONS_DEF naming its tables, and KINDS_DEF if it has one. */
#ifndef CHAOS_TABLES_H
#define CHAOS_TABLES_H

static const char table_operations[] =
#define OPERATION(name, effects) #name "\0"
#include OPERATIONS_DEF
#undef OPERATION
    ;

static const uint32_t table_effects[] = {
#define OPERATION(name, effects) EFFECTS_OF(effects),
#include OPERATIONS_DEF
#undef OPERATION
};

static const char table_names[] =
#define SYMBOL(name, operation, plain) #name "\0"
#include SYMBOLS_DEF
#undef SYMBOL
    ;

/* For libraries whose selectors are names. */
__attribute__((unused)) static const unsigned char table_operation_of[] = {
#define SYMBOL(name, operation, plain) OPERATION_##operation,
#include SYMBOLS_DEF
#undef SYMBOL
};

/* For those whose names have kinds. */
#ifdef KINDS_DEF
static const char table_kinds[] =
#define KIND(name) #name "\0"
#include "kinds.h"
    ;

static const char table_with_kinds[] =
#define WITH_KINDS(name) #name "\0"
#include "kinds.h"
    ;
#endif

static const unsigned char table_instead[] = {
#define SYMBOL(name, operation, plain) SYMBOL_##plain,
#include SYMBOLS_DEF
#undef SYMBOL
};

struct real real;

void library_resolve(void)
{
    object_resolve(table_names, table_instead, SYMBOLS, (void **)&real);
}

bool library_has(unsigned symbol)
{
    const uintptr_t *slot = (const uintptr_t *)&real + symbol;
    return *slot || (library_resolve(), *slot);
}

#endif
