#include "snapshot.h"

#include <errno.h>

#include "attributes.h"
#include "bytes.h"
#include "control.h"
#include "pages.h"
#include "process.h"
#include "random.h"

struct arena {
    char *start;
    size_t used;
};

/* The first pass, without memory, only adds up. */
static void *take(struct arena *arena, size_t size)
{
    void *taken = arena->start ? arena->start + arena->used : NULL;
    arena->used += (size + 15) / 16 * 16;
    return taken;
}

/* Of a hash table with an entry for each rule: a power of two. */
static uint32_t table_size(size_t rules, uint32_t least, uint32_t most)
{
    uint32_t size = least;
    while (size < 2 * rules && size < most)
        size *= 2;
    return size;
}

static COLD void lay_out(struct snapshot *snapshot, struct arena *arena, size_t rules, size_t states)
{
    snapshot->index_size = table_size(rules, 8, (uint32_t)1 << 31);
    snapshot->selection_limit = table_size(rules, 64, SNAPSHOT_SELECTIONS);
    snapshot->rules = take(arena, rules * sizeof *snapshot->rules);
    snapshot->states = take(arena, states * sizeof *snapshot->states);
    snapshot->selectors = take(arena, rules * sizeof *snapshot->selectors);
    snapshot->patterns = take(arena, rules * sizeof *snapshot->patterns);
    snapshot->index = take(arena, snapshot->index_size * sizeof *snapshot->index);
    snapshot->selections = take(arena, snapshot->selection_limit * sizeof *snapshot->selections);
}

static size_t states_of(const struct grammar_table *table, const struct rule *rule)
{
    return rule->effect == EFFECT_FAIL_AFTER ? table->operation_count : 1;
}

static bool applies(const struct rule *rule)
{
    return !rule->policy.exe.length || process_is(rule->policy.exe);
}

/* Keeps the patterns in the order of their ranks, those of one rank in the order of their lines. */
static COLD void add_pattern(struct snapshot *snapshot, uint32_t selector)
{
    uint32_t at = snapshot->pattern_count++;
    for (; at && snapshot->selectors[snapshot->patterns[at - 1]].rank < snapshot->selectors[selector].rank; at--)
        snapshot->patterns[at] = snapshot->patterns[at - 1];
    snapshot->patterns[at] = selector;
}

/* Numbers the selectors and counts their rules. */
static COLD void number_selectors(struct snapshot *snapshot, const struct rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!applies(&rules[i]))
            continue;
        uint32_t *entry = snapshot_entry(snapshot, rules[i].selector, snapshot_hash(rules[i].selector));
        if (!*entry) {
            snapshot->selectors[snapshot->selector_count].text = rules[i].selector;
            snapshot->lengths |= (uint64_t)1 << rules[i].selector.length % 64;
            if (rules[i].selector.length > snapshot->longest)
                snapshot->longest = (uint32_t)rules[i].selector.length;
            *entry = ++snapshot->selector_count;
            snapshot->selectors[*entry - 1].rank = rules[i].rank;
            if (rules[i].rank && !(rules[i].rank & RANK_OF_TEXT))
                add_pattern(snapshot, *entry - 1);
        }
        snapshot->selectors[*entry - 1].count++;
    }
}

/* Whether a rule before this one, of the same selector and effect, always matches where this one would: what does not
 * wait is not interrupted. */
static bool shadowed(const struct snapshot *snapshot, const struct selector *selector, const struct rule *rule)
{
    uint32_t left = rule->operations;
    for (uint32_t i = selector->first; i < selector->first + selector->count; i++) {
        const struct rule *other = &snapshot->rules[i];
        if (other->effect == rule->effect && other->error != EINTR && !(other->asks & RULE_ASKS_HERE))
            left &= ~other->operations;
    }
    return left == 0;
}

/* Puts each selector's rules behind one another, in the order of their lines. */
static COLD void place_rules(struct snapshot *snapshot, const struct rule *rules, size_t count)
{
    uint32_t first = 0;
    for (uint32_t i = 0; i < snapshot->selector_count; i++) {
        snapshot->selectors[i].first = first;
        first += snapshot->selectors[i].count;
        snapshot->selectors[i].count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (!applies(&rules[i]))
            continue;
        uint32_t number = *snapshot_entry(snapshot, rules[i].selector, snapshot_hash(rules[i].selector)) - 1;
        struct selector *selector = &snapshot->selectors[number];
        if (shadowed(snapshot, selector, &rules[i]))
            continue;
        snapshot->rules[selector->first + selector->count] = rules[i];
        rule_prepare(&snapshot->rules[selector->first + selector->count++]);
        selector->operations |= rules[i].operations;
    }
}

/* Each effect has dice of its own; those of a failure are its id's. */
static void attach(struct rule_state *state, const struct rule *rule)
{
    uint64_t *budget = rule->policy.budget ? control_counter(rule->tally) : NULL;
    memset(state, 0, sizeof *state);
    state->budget = budget ? budget : &state->spent;
    state->key = random_first(random_key(control_seed(), rule->tally - EFFECT_ERRNO));
}

COLD void snapshot_attach(struct snapshot *snapshot, const struct grammar_table *table)
{
    uint32_t state = 0;
    for (uint32_t s = 0; s < snapshot->selector_count; s++)
        for (uint32_t i = 0; i < snapshot->selectors[s].count; i++) {
            uint32_t rule = snapshot->selectors[s].first + i;
            snapshot->operations |= snapshot->rules[rule].operations;
            snapshot->rules[rule].state = state;
            for (size_t left = states_of(table, &snapshot->rules[rule]); left > 0; left--)
                attach(&snapshot->states[state++], &snapshot->rules[rule]);
        }
}

COLD struct snapshot *snapshot_make(const struct grammar_table *table, const struct rule *rules, size_t count,
                                    struct text text, size_t text_size, uint32_t generation)
{
    struct arena arena = {NULL, sizeof(struct snapshot)};
    struct snapshot sizes;
    size_t states = 0;
    for (size_t i = 0; i < count; i++)
        states += states_of(table, &rules[i]);
    lay_out(&sizes, &arena, count, states);
    size_t size = arena.used;
    struct snapshot *snapshot = pages_allocate(size);
    if (!snapshot)
        return NULL;
    arena = (struct arena){(char *)snapshot, sizeof(struct snapshot)};
    lay_out(snapshot, &arena, count, states);
    snapshot->size = size;
    snapshot->text = text;
    snapshot->text_size = text_size;
    snapshot->generation = generation;
    number_selectors(snapshot, rules, count);
    place_rules(snapshot, rules, count);
    snapshot->any = snapshot_find(snapshot, text_of("*"), snapshot_hash(text_of("*")));
    snapshot_attach(snapshot, table);
    bool selective = snapshot->selector_count > 1 || snapshot->any == SNAPSHOT_NOTHING;
    snapshot->watched = table->watched(snapshot->operations, selective);
    return snapshot;
}

COLD void snapshot_free(struct snapshot *snapshot)
{
    if (snapshot->text_size)
        pages_free((void *)snapshot->text.start, snapshot->text_size);
    pages_free(snapshot, snapshot->size);
}
