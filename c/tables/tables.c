/* Prints what the libraries know, from the tables they are built from, as JSON: operations, symbols, effects, errnos.
 * Runs on the machine that builds; the errno numbers are those of Linux on amd64 and arm64, which agree. */
#include <errno.h>
#include <stdio.h>

enum { NONE = 0 };
enum effect {
#define EFFECT(name, value) EFFECT_##name,
#include "../core/effects.def"
#undef EFFECT
    EFFECTS
};
#define BIT(name) (1u << EFFECT_##name)
#define EVERY (BIT(ERRNO) | BIT(LATENCY) | BIT(FAIL_AFTER))

static const char *const effect_names[] = {
#define EFFECT(name, value) #name,
#include "../core/effects.def"
#undef EFFECT
};

static const char *separator;

static const char *comma(void)
{
    const char *now = separator;
    separator = ",\n";
    return now;
}

static void errno_row(const char *name, int number)
{
    printf("%s    { \"name\": \"%s\", \"number\": %d }", comma(), name, number);
}

static void effect_row(const char *name, const char *value)
{
    printf("%s    { \"name\": \"%s\", \"value\": \"%s\" }", comma(), name, value);
}

static void operation_row(const char *name, unsigned effects)
{
    printf("%s        { \"name\": \"%s\", \"effects\": [", comma(), name);
    const char *inner = "";
    for (unsigned i = 0; i < EFFECTS; i++)
        if (effects >> i & 1) {
            printf("%s\"%s\"", inner, effect_names[i]);
            inner = ", ";
        }
    printf("] }");
}

static void symbol_row(const char *name, const char *operation)
{
    printf("%s        { \"name\": \"%s\", \"operation\": \"%s\" }", comma(), name, operation);
}

static void open_list(const char *indent, const char *name)
{
    printf("%s\"%s\": [", indent, name);
    separator = "\n";
}

static void print_io(void)
{
    printf("    {\n      \"name\": \"io\",\n      \"selector\": \"path\",\n");
    open_list("      ", "operations");
#define OPERATION(name, effects) operation_row(#name, EVERY | (effects));
#include "../io/operations.def"
#undef OPERATION
    printf("\n      ],\n");
    open_list("      ", "symbols");
#define SYMBOL(name, operation, plain) symbol_row(#name, #operation);
#include "../io/symbols.def"
#undef SYMBOL
    printf("\n      ]\n    }\n");
}

int main(void)
{
    printf("{\n");
    open_list("  ", "errnos");
#define ERRNO(name) errno_row(#name, name);
#include "../core/errnos.def"
#undef ERRNO
    printf("\n  ],\n");
    open_list("  ", "effects");
#define EFFECT(name, value) effect_row(#name, #value);
#include "../core/effects.def"
#undef EFFECT
    printf("\n  ],\n  \"libraries\": [\n");
    print_io();
    printf("  ]\n}\n");
    return 0;
}
