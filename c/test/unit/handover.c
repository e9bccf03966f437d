#include "../../core/handover.h"

#include <unistd.h>

#include "../../core/text.h"
#include "../check.h"

extern char **environ;

static void key_and_rest_are_read_as_they_were_written(void)
{
    char variable[HANDOVER_SIZE];
    char *variables[] = {variable, NULL};
    environ = variables;
    handover_write(&(struct handover){3, true, false, 0x0123456789abcdefu}, variable);
    CHECK_TEXT(((struct text){variable, strlen(variable)}), "CHAOS_HANDOVER=33p-0123456789abcdef");
    CHECK(handover_key() == 0x0123456789abcdefu, true);
    handover_write(&(struct handover){9, false, true, 0}, variable);
    CHECK_TEXT(((struct text){variable, strlen(variable)}), "CHAOS_HANDOVER=99-d0000000000000000");
    CHECK(handover_key(), 0);
}

/* How many variables are left, and whether the first is A. */
static void count_off(struct handover handover, unsigned libraries, int left)
{
    char variable[HANDOVER_SIZE];
    char *variables[] = {"A=1", "LD_PRELOAD=x", "B", variable, "CHAOS_CONFIG_DIR=/y", "LD_PRELOADED=z", NULL};
    environ = variables;
    handover_write(&handover, variable);
    for (unsigned i = 0; i < libraries; i++)
        handover_end();
    int count = 0;
    while (variables[count])
        count++;
    CHECK(count, left);
    CHECK_TEXT(((struct text){variables[0], 3}), "A=1");
}

static void the_last_library_removes_what_is_for_libraries_alone(void)
{
    count_off((struct handover){2, true, true, 1}, 1, 6);
    count_off((struct handover){2, true, true, 1}, 2, 3);
    count_off((struct handover){2, true, true, 1}, 3, 3);
    count_off((struct handover){1, false, true, 1}, 1, 4);
    count_off((struct handover){1, true, false, 1}, 1, 4);
    count_off((struct handover){1, false, false, 1}, 1, 5);
}

/* One that another program left behind, and what somebody made up. */
static void what_is_none_is_left_alone(void)
{
    static const char *const rows[] = {"CHAOS_HANDOVER=",
                                       "CHAOS_HANDOVER=0000000000000000",
                                       "CHAOS_HANDOVER=02pd0123456789abcdef",
                                       "CHAOS_HANDOVER=32pd0123456789abcdef",
                                       "CHAOS_HANDOVER=22pd0123456789abcdef0",
                                       "CHAOS_HANDOVERS=22pd0123456789abcdef"};
    for (size_t i = 0; i < ROWS(rows); i++) {
        char variable[64];
        char *variables[] = {variable, NULL};
        environ = variables;
        snprintf(variable, sizeof variable, "%s", rows[i]);
        CHECK_FOR(rows[i], handover_key(), 0);
        handover_end();
        CHECK_FOR(rows[i], strcmp(variable, rows[i]), 0);
        CHECK_FOR(rows[i], variables[0] == variable, true);
    }
    char counted[] = "CHAOS_HANDOVER=12pd0123456789abcdef";
    environ = (char *[]){counted, NULL};
    CHECK(handover_key(), 0);
}

int main(void)
{
    char **own = environ;
    key_and_rest_are_read_as_they_were_written();
    the_last_library_removes_what_is_for_libraries_alone();
    what_is_none_is_left_alone();
    environ = own;
    CHECK_END;
}
