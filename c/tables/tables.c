/* Prints what the libraries know, from the tables they are built from, as JSON: operations, symbols and their kinds,
 * effects, errnos and resolver errors. Runs on the machine that builds; the errno numbers are those of Linux on amd64
 * and arm64, which agree. */
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>

#include "../core/effect.h"
#include "../dns/operations.h"

static const char *const effect_names[] = {
#define EFFECT(name, value) #name,
#include "../core/effects.def"
#undef EFFECT
};

static const char *const dns_operations[] = {
#define OPERATION(name, effects) #name,
#include "../dns/operations.def"
#undef OPERATION
};

static const char *separator;

static const char *comma(void)
{
    const char *now = separator;
    separator = ",\n";
    return now;
}

static void number_row(const char *name, int number)
{
    printf("%s    { \"name\": \"%s\", \"number\": %d }", comma(), name, number);
}

static void effect_row(const char *name, const char *value, unsigned effect)
{
    printf("%s    { \"name\": \"%s\", \"value\": \"%s\"", comma(), name, value);
    if (EFFECT_GOES_ON(effect))
        printf(", \"records\": %d", EFFECT_RECORDS);
    printf(" }");
}

/* The rest of a row that ends with a set of names. */
static void set_of_names(const char *what, const char *const *names, unsigned count, unsigned set)
{
    const char *inner = "";
    printf("\"%s\": [", what);
    for (unsigned i = 0; i < count; i++)
        if (set >> i & 1) {
            printf("%s\"%s\"", inner, names[i]);
            inner = ", ";
        }
    printf("] }");
}

static void error_row(const char *name, int number, unsigned operations)
{
    printf("%s    { \"name\": \"%s\", \"number\": %d, ", comma(), name, number);
    set_of_names("operations", dns_operations, sizeof dns_operations / sizeof *dns_operations, operations);
}

static void operation_row(const char *name, unsigned effects)
{
    printf("%s        { \"name\": \"%s\", ", comma(), name);
    set_of_names("effects", effect_names, EFFECTS, effects);
}

static void symbol_row(const char *name, const char *operation)
{
    printf("%s        { \"name\": \"%s\", \"operation\": \"%s\" }", comma(), name, operation);
}

static void name_row(const char *name)
{
    printf("%s        \"%s\"", comma(), name);
}

static void open_list(const char *indent, const char *name)
{
    printf("%s\"%s\": [", indent, name);
    separator = "\n";
}

static void open_library(unsigned number, const char *name, const char *selector, const char *errors)
{
    static const char *between = "";
    printf("%s    {\n      \"number\": %u,\n      \"name\": \"%s\",\n", between, number, name);
    printf("      \"selector\": \"%s\",\n      \"errors\": \"%s\",\n", selector, errors);
    between = ",\n";
}

static void close_library(void)
{
    printf("\n      ]\n    }");
}

int main(void)
{
    printf("{\n");
    open_list("  ", "errnos");
#define ERRNO(name) number_row("E" #name, E##name);
#include "../core/errnos.def"
#undef ERRNO
    printf("\n  ],\n");
    open_list("  ", "resolverErrors");
#define ERROR(name, operations) error_row(#name, name, operations);
#include "../dns/errors.def"
#undef ERROR
    printf("\n  ],\n");
    open_list("  ", "signals");
#define SIGNAL(name) number_row("SIG" #name, SIG##name);
#include "../core/signals.def"
#undef SIGNAL
    printf("\n  ],\n");
    open_list("  ", "effects");
#define EFFECT(name, value) effect_row(#name, #value, EFFECT_##name);
#include "../core/effects.def"
#undef EFFECT
    printf("\n  ],\n  \"libraries\": [\n");
    /* The numbers are those of the library tables, which telemetry tells the libraries apart by. */
    open_library(0, "io", "path", "errnos");
#define SYMBOLS_DEF "../io/symbols.def"
#define OPERATIONS_DEF "../io/operations.def"
#include "library.h"
    close_library();
    open_library(1, "net", "endpoint", "errnos");
#define SYMBOLS_DEF "../net/symbols.def"
#define OPERATIONS_DEF "../net/operations.def"
#include "library.h"
    close_library();
    open_library(2, "dns", "name", "resolverErrors");
#define SYMBOLS_DEF "../dns/symbols.def"
#define OPERATIONS_DEF "../dns/operations.def"
#include "library.h"
    close_library();
    open_library(3, "time", "clock", "errnos");
#define SYMBOLS_DEF "../time/symbols.def"
#define OPERATIONS_DEF "../time/operations.def"
#define KINDS_DEF "../time/kinds.def"
#include "library.h"
    close_library();
    open_library(4, "memory", "symbol", "errnos");
#define SYMBOLS_DEF "../memory/symbols.def"
#define OPERATIONS_DEF "../memory/operations.def"
#define KINDS_DEF "../memory/kinds.def"
#include "library.h"
    close_library();
    open_library(5, "process", "symbol", "errnos");
#define SYMBOLS_DEF "../process/symbols.def"
#define OPERATIONS_DEF "../process/operations.def"
#include "library.h"
    close_library();
    printf("\n  ]\n}\n");
    return 0;
}
