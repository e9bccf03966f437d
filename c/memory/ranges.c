#include "ranges.h"

#include "../core/attributes.h"
#include "../core/counter.h"
#include "../core/pages.h"

#define BEING_CHANGED 1

struct range {
    uint64_t start; /* 0: free */
    uint64_t end;
};

struct table {
    struct table *next;
    struct range entries[1023];
};

static struct table *first;

static bool add_to(struct table *table, uint64_t start, uint64_t end)
{
    for (uint32_t i = 0; i < LENGTH(table->entries); i++) {
        uint64_t free = 0;
        if (load_relaxed(&table->entries[i].start) ||
            !swap_acquire_release(&table->entries[i].start, &free, BEING_CHANGED))
            continue;
        store_relaxed(&table->entries[i].end, end);
        store_release(&table->entries[i].start, start);
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

bool ranges_add(uint64_t start, uint64_t end)
{
    struct table **link = &first, *table;
    while ((table = follow(link)) && !add_to(table, start, end))
        link = &table->next;
    return table != NULL;
}

static uint64_t cut(struct range *range, uint64_t start, uint64_t end)
{
    uint64_t from = load_acquire(&range->start);
    if (from <= BEING_CHANGED || from >= end || load_relaxed(&range->end) <= start ||
        !swap_acquire_release(&range->start, &from, BEING_CHANGED))
        return 0;
    uint64_t to = load_relaxed(&range->end);
    uint64_t left = start > from ? start : from, right = end < to ? end : to;
    if (left >= right) {
        store_release(&range->start, from);
        return 0;
    }
    if (from < left) {
        store_relaxed(&range->end, left);
        store_release(&range->start, from);
        if (right < to)
            ranges_add(right, to);
    } else {
        store_release(&range->start, right < to ? right : 0);
    }
    return right - left;
}

uint64_t ranges_remove(uint64_t start, uint64_t end)
{
    uint64_t removed = 0;
    for (struct table *table = load_acquire(&first); table; table = load_acquire(&table->next))
        for (uint32_t i = 0; i < LENGTH(table->entries); i++)
            removed += cut(&table->entries[i], start, end);
    return removed;
}
