#include "../../core/names.h"

#include <stdlib.h>

#include "../../core/errnos.h"
#include "../check.h"
#include "snapshots.h"

/* A library of which nothing else is known. */
enum { SEE, HEAR, WAIT, REST };
enum { LOOK, LOOK64, GAZE, HEARKEN, WAIT_, WAIT_LONG, LULL, CHANGE };

static const char operations[] = "see\0hear\0wait\0rest\0";
static const uint32_t effects[] = {EFFECTS_OF(BIT(FREEZE)), EFFECTS_OF(NONE), EFFECTS_OF(NONE), EFFECTS_OF(INFALLIBLE)};
static const unsigned char operation_of[] = {SEE, SEE, SEE, HEAR, WAIT, WAIT, REST, 4};

static const char *selector(struct rule *rule);

static uint32_t watched(uint32_t operations, bool selective)
{
    (void)selective;
    return operations;
}

static const char symbols[] = "look\0look64\0gaze\0hearken\0wait\0wait_long\0lull\0change\0";

static const struct grammar_table table = {"sense", 4,        operations,    symbols, effects,
                                           watched, selector, errnos_number, NULL};

static const struct names names = {
    .grammar = &table,
    .operation_of = operation_of,
    .kinds = "near\0far\0",
    .numbers = true,
    .unknown_kind = "unknown distance",
    .with_kinds = "see\0look\0look64\0",
    .any = 1u << SEE | 1u << HEAR | 1u << WAIT,
};

static const char *selector(struct rule *rule)
{
    return names_selector(&names, rule);
}

#define ON(operation) (1u << (operation))

static void selectors(void)
{
    static const struct {
        const char *line;
        uint32_t operations;
        const char *reason;
    } rows[] = {
        {"*:EIO", ON(SEE) | ON(HEAR) | ON(WAIT), NULL},
        {"*:LATENCY:5", ON(SEE) | ON(HEAR) | ON(WAIT), NULL},
        {"*:rest:LATENCY:5", ON(REST), NULL}, /* what `*` leaves out can be named */
        {"*:hear:EIO", ON(HEAR), NULL},
        {"*:FREEZE", ON(SEE), NULL},
        {"look:EIO", ON(SEE), NULL},
        {"look/near:EIO", ON(SEE), NULL},
        {"look64/far:EIO:0.5", ON(SEE), NULL},
        {"look/0:EIO", ON(SEE), NULL},
        {"look/17:EIO", ON(SEE), NULL},
        {"look/-6:EIO", ON(SEE), NULL},
        {"see:EIO", ON(SEE), NULL},
        {"see/near:EIO", ON(SEE), NULL},
        {"see:see:EIO", ON(SEE), NULL},
        {"wait:EIO", ON(WAIT), NULL},
        {"wait_long:wait:EIO", ON(WAIT), NULL},
        {"lull:LATENCY:1", ON(REST), NULL},
        {"look:hear:EIO", 0, "no such effect or operation: see chaos grammar"},
        {"hearken:FREEZE", 0, "no such effect or operation: see chaos grammar"},
        {"lull:EIO", 0, "no such effect or operation: see chaos grammar"},
        {"rest:EIO", 0, "no such effect or operation: see chaos grammar"},
        {"*:rest:EIO", 0, "no such effect or operation: see chaos grammar"},
        {"rest:FAIL_AFTER:EIO,1", 0, "no such effect or operation: see chaos grammar"},
        {"gaze/near:EIO", 0, "this name has no kinds: leave out the slash"},
        {"wait/near:EIO", 0, "this name has no kinds: leave out the slash"},
        {"look/nearer:EIO", 0, "unknown distance"},
        {"look/:EIO", 0, "unknown distance"},
        {"look/00:EIO", 0, "unknown distance"},
        {"look/01:EIO", 0, "unknown distance"},
        {"look/-:EIO", 0, "unknown distance"},
        {"look/99999999999:EIO", 0, "unknown distance"},
        {"look/near/far:EIO", 0, "unknown distance"},
        {"lok:EIO", 0, "unknown symbol: expected *, a symbol of this library or an operation; did you mean look"},
        {"hearkne:EIO", 0,
         "unknown symbol: expected *, a symbol of this library or an operation; did you mean hearken"},
        {"waits:EIO", 0, "unknown symbol: expected *, a symbol of this library or an operation; did you mean wait"},
        {"listen:EIO", 0, "unknown symbol: expected *, a symbol of this library or an operation"},
        {"/look:EIO", 0, "unknown symbol: expected *, a symbol of this library or an operation"},
        {"loo*:EIO", 0, "unknown symbol: expected *, a symbol of this library or an operation; did you mean look"},
        {"change:EIO", 0, "no fault befalls calls of this symbol"},
        {"look:nowhere:EIO", 0, "unknown symbol: expected *, a symbol of this library or an operation"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct rule rule;
        struct grammar_mistake mistake = {0, 0, ""};
        memset(&rule, 0, sizeof rule);
        long count = grammar_read(&table, text_of(rows[i].line), &rule, &mistake);
        CHECK_FOR(rows[i].line, count, rows[i].reason ? -1 : 1);
        if (rows[i].reason)
            CHECK_TEXT_FOR(rows[i].line, text_of(mistake.reason), rows[i].reason);
        else
            CHECK_FOR(rows[i].line, rule.operations, rows[i].operations);
    }
}

static void check_selection(struct snapshot *snapshot, unsigned symbol, unsigned as, int kind, const char *wanted)
{
    /* The second time it is remembered. */
    for (int round = 0; round < 2; round++) {
        struct selection space;
        struct call call = {operation_of[symbol], (uint16_t)symbol, 0, NULL};
        const struct selection *selection = names_select(&names, snapshot, &call, as, kind, &space);
        char target[64];
        struct text about = names_target(&names, &call, kind, target, sizeof target - 1);
        target[about.length] = 0;
        CHECK_FITS(target, snapshot, selection, wanted);
    }
}

static void selections(void)
{
    struct snapshot *snapshot =
        snapshot_of(&table,
                    "*:EIO\nsee:EIO\nsee/far:EIO\nlook:EIO\nlook/near:EIO\nlook/1:EIO\nlook/17:EIO\n"
                    "look/-6:EIO\nlook64:EIO\ngaze:EIO\nwait:EIO\nwait_long:EIO\nlook/300:EIO\n",
                    3);
    check_selection(snapshot, LOOK, LOOK, 0, "look/near look see *");
    check_selection(snapshot, LOOK, LOOK, 1, "look/1 look see/far see *");
    check_selection(snapshot, LOOK, LOOK, 17, "look/17 look see *");
    check_selection(snapshot, LOOK, LOOK, -6, "look/-6 look see *");
    check_selection(snapshot, LOOK, LOOK, 254, "look see *");
    check_selection(snapshot, LOOK, LOOK, 255, "look see *");
    check_selection(snapshot, LOOK, LOOK, 300, "look/300 look see *");
    check_selection(snapshot, LOOK, LOOK, -1, "look see *");
    check_selection(snapshot, LOOK, LOOK, NAMES_NO_KIND, "look see *");
    check_selection(snapshot, LOOK64, LOOK64, 0, "look64 see *");
    check_selection(snapshot, GAZE, LOOK, 1, "gaze look/1 look see/far see *");
    check_selection(snapshot, HEARKEN, HEARKEN, NAMES_NO_KIND, "*");
    check_selection(snapshot, WAIT_, WAIT_, NAMES_NO_KIND, "wait *");
    check_selection(snapshot, WAIT_LONG, WAIT_LONG, NAMES_NO_KIND, "wait_long wait *");
    snapshot_free(snapshot);
    /* Other rules, other selections. */
    snapshot = snapshot_of(&table, "look/far:EIO\nwait:LATENCY:1", 4);
    check_selection(snapshot, LOOK, LOOK, 0, "");
    check_selection(snapshot, LOOK, LOOK, 1, "look/far");
    check_selection(snapshot, WAIT_LONG, WAIT_LONG, NAMES_NO_KIND, "wait");
    snapshot_free(snapshot);
}

static void targets(void)
{
    static const struct {
        unsigned symbol;
        int kind;
        const char *target;
    } rows[] = {
        {LOOK, 0, "look/near"},
        {LOOK, 1, "look/far"},
        {LOOK, 2, "look/2"},
        {LOOK, -6, "look/-6"},
        {LOOK64, 12, "look64/12"},
        {GAZE, 1, "gaze"},
        {WAIT_LONG, NAMES_NO_KIND, "wait_long"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        char buffer[32];
        struct call call = {0, (uint16_t)rows[i].symbol, 0, NULL};
        CHECK_TEXT_FOR(rows[i].target, names_target(&names, &call, rows[i].kind, buffer, sizeof buffer),
                       rows[i].target);
    }
    char buffer[8];
    struct call call = {0, WAIT_LONG, 0, NULL};
    CHECK_TEXT(names_target(&names, &call, 0, buffer, sizeof buffer), "wait_lo");
}

int main(void)
{
    selectors();
    selections();
    targets();
    CHECK_END;
}
