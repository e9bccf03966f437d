#include "ranges.h"

#include <errno.h>

#include "../core/attributes.h"
#include "../core/counter.h"
#include "../core/pages.h"
#include "../core/patience.h"
#include "../core/process.h"
#include "../core/thread.h"

/* How often a thread looks again before it gives up. */
#define LOOKS 4

struct range {
    uint64_t word; /* the address where it starts, and the number of the rules in place of its lowest bits */
    uint64_t end;
};

struct table {
    struct table *next;
    struct range entries[1023];
};

static struct table *first;

/* In place of a range that the calling thread changes: of no rules, and no address. */
static uint64_t being_changed(void)
{
    return ((uint64_t)thread_self.id + 1) * (RANGES_RULES + 1);
}

static bool is_being_changed(uint64_t word)
{
    return word && !(word & RANGES_RULES);
}

static bool is_under(uint64_t word, uint32_t rules)
{
    return (word & RANGES_RULES) == rules;
}

/* What older rules have left is free; a call that began under these may come late and see newer ones'. */
static bool is_free(uint64_t word, uint32_t rules)
{
    uint32_t age = (uint32_t)(rules + RANGES_RULES - (word & RANGES_RULES)) % RANGES_RULES;
    return !is_being_changed(word) && (!word || (age && age < RANGES_RULES / 2));
}

static bool add_to(struct table *table, uint32_t rules, uint64_t start, uint64_t end)
{
    for (uint32_t i = 0; i < LENGTH(table->entries); i++) {
        struct range *range = &table->entries[i];
        uint64_t word = load_relaxed(&range->word);
        if (!is_free(word, rules) || !swap_acquire_release(&range->word, &word, being_changed()))
            continue;
        store_relaxed(&range->end, end);
        store_release(&range->word, start | rules);
        return true;
    }
    return false;
}

/* The table behind a link, made if there is none; another thread may be faster. */
static struct table *follow(struct table **link)
{
    if (!load_acquire(link)) {
        struct table *none = NULL, *table = pages_allocate(sizeof *table);
        bool kept = table && swap_acquire_release(link, &none, table);
        pages_free(table, kept ? 0 : sizeof *table);
    }
    return load_acquire(link);
}

bool ranges_add(uint32_t rules, uint64_t start, uint64_t end)
{
    struct table **link = &first, *table;
    while ((table = follow(link)) && !add_to(table, rules, start, end))
        link = &table->next;
    return table != NULL;
}

#define CHANGER(word) ((long)((word) / (RANGES_RULES + 1)) - 1)

/* Once no other thread changes the range. This one can, where it is in the handler of a signal. In a child of fork what
 * a thread of the parent's was changing is free: its own account begins with what is left. */
static uint64_t settled(struct range *range)
{
    uint64_t word;
    unsigned waited = 0;
    while (is_being_changed(word = load_acquire(&range->word)) && word != being_changed() && others_first(&waited)) {
        bool gone = system_call(SYS_tgkill, process_self()->id, CHANGER(word), 0) == -ESRCH;
        swap_acquire_release(&range->word, &word, gone ? 0 : word);
    }
    return word;
}

uint64_t ranges_held(uint32_t rules, uint64_t start, uint64_t end)
{
    uint64_t held = 0;
    for (struct table *table = load_acquire(&first); table; table = load_acquire(&table->next))
        for (uint32_t i = 0; i < LENGTH(table->entries); i++) {
            uint64_t word = settled(&table->entries[i]), from = word - rules, to = load_relaxed(&table->entries[i].end);
            uint64_t left = start > from ? start : from, right = end < to ? end : to;
            if (is_under(word, rules) && left < right)
                held += right - left;
        }
    return held;
}

/* How often a part of a range was put elsewhere, where a thread that looks for it may have looked before. */
static uint32_t splits;

/* Adds to the splits that are seen those that are its own. */
static uint64_t cut(struct range *range, uint32_t rules, uint64_t start, uint64_t end, uint64_t by, uint32_t *seen)
{
    uint64_t word, from;
    do {
        word = settled(range);
        from = word - rules;
        if (!is_under(word, rules) || from >= end || load_relaxed(&range->end) <= start)
            return 0;
    } while (!swap_acquire_release(&range->word, &word, being_changed()));
    uint64_t to = load_relaxed(&range->end);
    uint64_t left = start > from ? start : from, right = end < to ? end : to;
    if (left >= right) {
        store_release(&range->word, word);
        return 0;
    }
    if (from < left) {
        if (right < to && ranges_add(rules, right, to)) {
            add_relaxed(&splits, 1);
            ++*seen;
        }
        store_relaxed(&range->end, left);
        store_release(&range->word, word);
    } else {
        store_release(&range->word, right < to ? right | rules : 0);
    }
    return !by || ranges_add(rules, left + by, right + by) ? right - left : 0;
}

uint64_t ranges_move(uint32_t rules, uint64_t start, uint64_t end, uint64_t by)
{
    uint64_t moved = 0;
    uint32_t seen, looks = 0;
    do {
        seen = load_acquire(&splits);
        for (struct table *table = load_acquire(&first); table; table = load_acquire(&table->next))
            for (uint32_t i = 0; i < LENGTH(table->entries); i++)
                moved += cut(&table->entries[i], rules, start, end, by, &seen);
    } while (moved < end - start && load_acquire(&splits) != seen && ++looks < LOOKS);
    return moved;
}
