#include "../../time/clocks.h"

#include "../check.h"

int main(void)
{
    static const struct {
        clockid_t clock, plain;
        const char *name;
        bool special, monotonic;
    } rows[] = {
        {CLOCK_REALTIME, CLOCK_REALTIME, "realtime", false, false},
        {CLOCK_MONOTONIC, CLOCK_MONOTONIC, "monotonic", false, true},
        {CLOCK_PROCESS_CPUTIME_ID, CLOCK_PROCESS_CPUTIME_ID, "process_cputime_id", true, false},
        {CLOCK_THREAD_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, "thread_cputime_id", true, false},
        {CLOCK_MONOTONIC_RAW, CLOCK_MONOTONIC_RAW, "monotonic_raw", false, true},
        {CLOCK_REALTIME_COARSE, CLOCK_REALTIME, "realtime_coarse", false, false},
        {CLOCK_MONOTONIC_COARSE, CLOCK_MONOTONIC, "monotonic_coarse", false, true},
        {CLOCK_BOOTTIME, CLOCK_BOOTTIME, "boottime", false, true},
        {CLOCK_REALTIME_ALARM, CLOCK_REALTIME, "realtime_alarm", false, false},
        {CLOCK_BOOTTIME_ALARM, CLOCK_BOOTTIME, "boottime_alarm", false, true},
        {CLOCK_TAI, CLOCK_TAI, "tai", false, false},
        {-6, -6, NULL, true, false},
        {99, 99, NULL, false, false},
    };
    static const char names[] =
#define KIND(name) #name "\0"
#define KINDS_DEF "../time/kinds.def"
#include "../../core/kinds.h"
        ;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const char *about = rows[i].name ? rows[i].name : "another", *name = names;
        CHECK_FOR(about, clocks_plain(rows[i].clock), rows[i].plain);
        CHECK_FOR(about, clocks_is_special(rows[i].clock), rows[i].special);
        CHECK_FOR(about, clocks_monotonic(rows[i].clock) < CLOCKS_MONOTONIC, rows[i].monotonic);
        for (int number = 0; rows[i].name && number < rows[i].clock; number++)
            name += strlen(name) + 1;
        if (rows[i].name)
            check_text(__FILE__, __LINE__, "name", about, name, strlen(name), rows[i].name);
    }
    CHECK_END;
}
