#include "../../core/snapshot.h"

#include <stdlib.h>

#include "../../core/process.h"
#include "../check.h"
#include "snapshots.h"
#include "table.h"

static struct snapshot *made(const char *text, uint32_t generation)
{
    return snapshot_of(&table, text, generation);
}

static const struct selector *selector_of(const struct snapshot *snapshot, const char *text)
{
    uint32_t number = snapshot_find(snapshot, text_of(text), snapshot_hash(text_of(text)));
    return number == SNAPSHOT_NOTHING ? NULL : &snapshot->selectors[number];
}

/* Lines of the rules of a selector, in the order in which they are asked. */
static void check_lines(const struct snapshot *snapshot, const char *text, const char *wanted)
{
    char lines[64] = "";
    const struct selector *selector = selector_of(snapshot, text);
    for (uint32_t i = 0; selector && i < selector->count; i++)
        snprintf(lines + strlen(lines), sizeof lines - strlen(lines), "%s%u", i ? " " : "",
                 snapshot->rules[selector->first + i].line);
    check_text(__FILE__, __LINE__, "lines", text, selector ? lines : "no selector",
               strlen(selector ? lines : "no selector"), wanted);
}

/* Rules are found by selector, in the order of their lines; a rule that could never have its turn is left out. */
static void rules(void)
{
    struct snapshot *snapshot = made("/a:write:EIO\n"
                                     "/b:write:EIO\n"
                                     "/a:write:ENOSPC\n"      /* 3: line 1 always comes first */
                                     "/a:write:LATENCY:5\n"   /* another effect */
                                     "/a:fsync:EIO\n"         /* another operation */
                                     "/b:EIO\n"               /* more operations than line 2 */
                                     "/c:write:EIO@from=1s\n" /* not always */
                                     "/c:write:EIO\n"
                                     "/d:EIO@exe=someone-else\n" /* not here */
                                     "/e:EIO\n"
                                     "/e:write:EIO\n",
                                     7);
    CHECK(snapshot->generation, 7);
    CHECK(snapshot->operations, ALL_OPERATIONS);
    check_lines(snapshot, "/a", "1 4 5");
    check_lines(snapshot, "/b", "2 6");
    check_lines(snapshot, "/c", "7 8");
    check_lines(snapshot, "/d", "no selector");
    check_lines(snapshot, "/e", "10");
    check_lines(snapshot, "/", "no selector");
    snapshot_free(snapshot);

    snapshot = made("/a:write:TORN\n/b:fsync:EIO\n/c:close:EIO@exe=someone-else\n", 1);
    CHECK(snapshot->operations, ON(write) | ON(fsync));
    snapshot_free(snapshot);

    snapshot = made("# none\n", 1);
    CHECK(snapshot->operations, 0);
    CHECK(snapshot->selector_count, 0);
    snapshot_free(snapshot);
}

static void selections(void)
{
    struct snapshot *snapshot = made("/a:EIO\n/b:EIO\n", 1);
    struct selection one = {1, {1}}, two = {2, {1, 0}}, none = {0, {0}};
    uint32_t number = snapshot_intern(snapshot, &one);
    CHECK(number > 0, 1);
    CHECK(snapshot_intern(snapshot, &one), number);
    CHECK(snapshot_intern(snapshot, &two) != number, 1);
    CHECK(snapshot_intern(snapshot, &none) != number, 1);
    CHECK(snapshot_selection(snapshot, number)->selectors[0], 1);
    snapshot_free(snapshot);
}

/* No two selections have the same number, each keeps its own, and those that come too late have none. */
static void full(void)
{
    struct snapshot *snapshot = made("/a:EIO\n/b:EIO\n", 1);
    static bool taken[SNAPSHOT_SELECTIONS + 1];
    uint32_t numbers[1000], without = 0;
    for (uint32_t i = 0; i < ROWS(numbers); i++) {
        struct selection selection = {3, {i, 2 * i, i}};
        numbers[i] = snapshot_intern(snapshot, &selection);
        without += !numbers[i];
        CHECK(numbers[i] && taken[numbers[i]], 0);
        taken[numbers[i]] = true;
    }
    CHECK(snapshot->selection_limit, 64);
    CHECK(without, ROWS(numbers) - 64);
    for (uint32_t i = 0; i < ROWS(numbers); i++) {
        struct selection selection = {3, {i, 2 * i, i}};
        CHECK(snapshot_intern(snapshot, &selection), numbers[i]);
        if (numbers[i])
            CHECK(snapshot_selection(snapshot, numbers[i])->selectors[1], 2 * i);
    }
    snapshot_free(snapshot);
}

static void many(void)
{
    char *text = malloc(4096 * 40), *end = text;
    for (int i = 0; i < 4096; i++)
        end += sprintf(end, "/dir/%d:write:EIO@id=r%d\n", i, i);
    struct snapshot *snapshot = made(text, 1);
    CHECK(snapshot->selector_count, 4096);
    for (int i = 0; i < 4096; i++) {
        char selector[32];
        sprintf(selector, "/dir/%d", i);
        CHECK_FOR(selector, selector_of(snapshot, selector) != NULL, 1);
    }
    CHECK(selector_of(snapshot, "/dir/4096") == NULL, 1);
    snapshot_free(snapshot);
    free(text);
}

int main(void)
{
    process_start(false, 0);
    rules();
    selections();
    full();
    many();
    CHECK_END;
}
