/* A fuzzer of one library's rule texts: nothing crashes, and a text that is accepted means, printed and read again, the
 * same. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../core/bytes.h"
#include "../../core/library.h"
#include "print.h"

#define LINE 8192

/* The library is there for its tables alone, and never starts. */
struct watch library_watch;

static bool same_policy(const struct policy *a, const struct policy *b)
{
    return a->probability == b->probability && a->after == b->after && a->every == b->every && a->times == b->times &&
           a->budget == b->budget && a->from == b->from && a->until == b->until && a->site == b->site &&
           text_same(a->nth, b->nth) && text_same(a->exe, b->exe) && text_same(a->id, b->id);
}

static bool same_delay(const struct delay *a, const struct delay *b)
{
    return a->kind == b->kind && a->first == b->first && fabs(a->second - b->second) <= 1e-12 * fabs(a->second);
}

static bool same(const struct rule *a, const struct rule *b)
{
    return text_same(a->selector, b->selector) && a->operations == b->operations && a->effect == b->effect &&
           a->error == b->error && a->value == b->value && text_same(a->argument, b->argument) && a->rank == b->rank &&
           same_policy(&a->policy, &b->policy) && (a->effect != EFFECT_LATENCY || same_delay(&a->delay, &b->delay));
}

/* Whether the rule is what its line says, printed with that operation. */
static bool survives(const struct rule *rule, const char *operation)
{
    char line[LINE];
    struct rule again;
    struct grammar_mistake mistake;
    size_t length = print_rule(line, sizeof line, rule, operation);
    memset(&again, 0, sizeof again);
    return grammar_read(&library_table.grammar, (struct text){line, length}, &again, &mistake) == 1 &&
           same(rule, &again);
}

static void check(const struct rule *rule)
{
    const struct grammar_table *table = &library_table.grammar;
    if (survives(rule, NULL))
        return;
    for (unsigned i = 0; i < table->operation_count; i++)
        if ((rule->operations >> i & 1) && survives(rule, text_nth(table->operations, i)))
            return;
    char line[LINE];
    size_t length = print_rule(line, sizeof line, rule, NULL);
    fprintf(stderr, "printed and read again, it is another rule: %.*s", (int)length, line);
    abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    char *copy = malloc(size + 1); /* a library may write its selectors in another way */
    struct text text = {memcpy(copy, data, size), size};
    struct grammar_mistake mistake = {0, 0, NULL};
    size_t lines = grammar_lines(text);
    struct rule *rules = calloc(lines + 1, sizeof *rules);
    long count = grammar_read(&library_table.grammar, text, rules, &mistake);
    if (count < 0 && (!mistake.reason || mistake.line < 1 || mistake.line > lines || mistake.column < 1))
        abort();
    for (long i = 0; i < count; i++)
        if (rules[i].selector.length + rules[i].argument.length < LINE / 4)
            check(&rules[i]);
    free(rules);
    free(copy);
    return 0;
}
