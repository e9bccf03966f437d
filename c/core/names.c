#include "names.h"

#include "attributes.h"
#include "bytes.h"
#include "counter.h"

#define NAME_SIZE 96

static const char *unknown(const struct names *names, struct text name)
{
    static char reason[128];
    const char *nearest = text_similar(names->grammar->operations, name);
    if (!nearest)
        nearest = text_similar(names->grammar->symbols, name);
    bytes_join(reason, sizeof reason, "unknown symbol: expected *, a symbol of this library or an operation",
               nearest ? "; did you mean " : NULL, nearest, NULL);
    return reason;
}

/* Without zeros in front, so that each number has one spelling. */
static bool is_number(struct text text)
{
    uint64_t number;
    if (text.length > 1 && *text.start == '-')
        text.start++, text.length--;
    return text_number(text, &number) && number <= INT_MAX && (text.length == 1 || *text.start != '0');
}

static bool is_in(const char *list, struct text name)
{
    return *text_nth(list, text_find(list, name));
}

const char *names_selector(const struct names *names, struct rule *rule)
{
    struct text kind = rule->selector, name = text_take(&kind, '/');
    if (text_is(rule->selector, "*")) {
        if (rule->operations & names->any)
            rule->operations &= names->any;
        return NULL;
    }
    unsigned operations = names->grammar->operation_count, operation = grammar_operation(names->grammar, name);
    if (operation == operations) {
        unsigned symbol = text_find(names->grammar->symbols, name);
        if (!*text_nth(names->grammar->symbols, symbol))
            return unknown(names, name);
        if (names->operation_of[symbol] >= operations)
            return "no fault befalls calls of this symbol";
        operation = names->operation_of[symbol];
    }
    rule->operations &= 1u << operation;
    if (name.length == rule->selector.length)
        return NULL;
    if (!is_in(names->with_kinds, name))
        return "this name has no kinds: leave out the slash";
    return is_in(names->kinds, kind) || (names->numbers && is_number(kind)) ? NULL : names->unknown_kind;
}

/* `name/kind` */
static struct text with_kind(char *buffer, size_t size, const char *name, const char *kind)
{
    return (struct text){buffer, bytes_join(buffer, size, name, "/", kind)};
}

static struct text with_number(char *buffer, size_t size, const char *name, int number)
{
    char digits[BYTES_NUMBER + 1],
        *start = (char *)bytes_number(number < 0 ? 0 - (uint64_t)number : (uint64_t)number, digits + 1);
    if (number < 0)
        *--start = '-';
    return with_kind(buffer, size, name, start);
}

static const char *kind_name(const struct names *names, int kind)
{
    return kind < 0 ? "" : text_nth(names->kinds, (unsigned)kind);
}

/* A name with the kind, under its own name and as a number, and without. */
static void add(const struct names *names, const struct snapshot *snapshot, const char *name, int kind,
                struct selection *selection)
{
    char buffer[NAME_SIZE];
    if (kind != NAMES_NO_KIND) {
        snapshot_add_text(snapshot, with_kind(buffer, sizeof buffer, name, kind_name(names, kind)), selection);
        snapshot_add_text(snapshot, with_number(buffer, sizeof buffer, name, kind), selection);
    }
    snapshot_add_text(snapshot, text_of(name), selection);
}

static COLD void select_anew(const struct names *names, const struct snapshot *snapshot, const struct call *call,
                             unsigned as, int kind, struct selection *selection)
{
    const char *operation = text_nth(names->grammar->operations, call->operation);
    selection->count = 0;
    const unsigned symbols[] = {call->symbol, as};
    for (unsigned i = 0; i < (as == call->symbol ? 1 : 2); i++) {
        const char *symbol = text_nth(names->grammar->symbols, symbols[i]);
        if (grammar_operation(names->grammar, text_of(symbol)) == names->grammar->operation_count)
            add(names, snapshot, symbol, kind, selection);
    }
    add(names, snapshot, operation, kind, selection);
    snapshot_add(selection, snapshot->any);
}

/* What was found before: generation of the rules (32 bits), symbol (8), kind (8), number of the selection (16). */
#define ENTRIES 64
static uint64_t known[ENTRIES];

/* The kind in eight bits; more for those that are not remembered. */
static unsigned narrow(int kind)
{
    if (kind == NAMES_NO_KIND)
        return 0;
    return kind >= 0 && kind < (int)UINT8_MAX ? (unsigned)kind + 1 : UINT8_MAX + 1;
}

const struct selection *names_select(const struct names *names, struct snapshot *snapshot, const struct call *call,
                                     unsigned as, int kind, struct selection *space)
{
    unsigned bits = narrow(kind);
    uint64_t *entry = &known[(call->symbol ^ bits * 11) % ENTRIES];
    uint64_t key = (uint64_t)snapshot->generation << 32 | (uint64_t)call->symbol << 24 | (uint64_t)bits << 16;
    uint64_t found = load_acquire(entry);
    if (bits <= UINT8_MAX && found >> 16 == key >> 16 && found & UINT16_MAX)
        return snapshot_selection(snapshot, found & UINT16_MAX);
    select_anew(names, snapshot, call, as, kind, space);
    uint32_t number = snapshot_intern(snapshot, space);
    if (bits <= UINT8_MAX && number)
        store_release(entry, key | number);
    return space;
}

struct text names_target(const struct names *names, const struct call *call, int kind, char *buffer, size_t size)
{
    const char *symbol = text_nth(names->grammar->symbols, call->symbol), *name = kind_name(names, kind);
    if (kind == NAMES_NO_KIND || !is_in(names->with_kinds, text_of(symbol)))
        return (struct text){buffer, bytes_join(buffer, size, symbol)};
    return *name ? with_kind(buffer, size, symbol, name) : with_number(buffer, size, symbol, kind);
}
