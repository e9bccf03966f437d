#include "../../process/preload.h"

#include <stdbool.h>
#include <unistd.h>

#include "../../core/text.h"
#include "../check.h"

#define IO "/a/libchaos-io-glibc-amd64.so"
#define PROCESS "/a/b/libchaos-process.so"

static void libraries_are_learned_from_a_value(void)
{
    CHECK(preload_libraries(), 0);
    char buffer[PRELOAD_SIZE];
    CHECK(preload_extend(NULL, NULL, buffer), false);
    preload_start(" /x/libm.so:" IO "::libchaos-relative.so /y/chaos.so:" PROCESS ":");
    CHECK(preload_libraries(), 2);
}

static void what_is_lacking_is_put_in(void)
{
    static const struct {
        const char *value;
        bool lacks;
        const char *extended;
    } rows[] = {
        {NULL, true, IO ":" PROCESS},
        {"", true, IO ":" PROCESS},
        {" : ", true, IO ":" PROCESS},
        {IO, true, PROCESS ":" IO},
        {IO " " PROCESS, false, IO ":" PROCESS},
        {PROCESS ":/x.so:" IO, false, PROCESS ":/x.so:" IO},
        {"/x.so", true, IO ":" PROCESS ":/x.so"},
        {"x.so:/z/libchaos-process.so", true, IO ":x.so:/z/libchaos-process.so"},
        {"/x.so:libasan.so.8:/u/libclang_rt.tsan-x86_64.so", true,
         "libasan.so.8:/u/libclang_rt.tsan-x86_64.so:" IO ":" PROCESS ":/x.so"},
        {"/x/libasanity.so", true, IO ":" PROCESS ":/x/libasanity.so"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        char buffer[PRELOAD_SIZE];
        const char *about = rows[i].value ? rows[i].value : "none";
        CHECK_FOR(about, preload_extend(rows[i].value, NULL, buffer), rows[i].lacks);
        CHECK_FOR(about, strncmp(buffer, "LD_PRELOAD=", 11), 0);
        CHECK_TEXT_FOR(about, text_of(buffer + 11), rows[i].extended);
    }
}

static void another_cell_needs_libraries_of_its_own(void)
{
    char buffer[PRELOAD_SIZE];
    CHECK(preload_extend(IO, "musl-amd64.so", buffer), PRELOAD_MISFIT);
    CHECK_TEXT(text_of(buffer), "LD_PRELOAD=" PROCESS ":" IO);
}

static void what_is_of_others_is_told_from_ours(void)
{
    CHECK(preload_is_ours(IO ":" PROCESS), true);
    CHECK(preload_is_ours(IO ":" PROCESS ":/x.so"), false);
    CHECK(preload_is_ours(PROCESS ":" IO), false);
}

static void what_is_too_long_is_not_cut(void)
{
    char buffer[PRELOAD_SIZE], value[PRELOAD_SIZE];
    size_t rest = PRELOAD_SIZE - sizeof "LD_PRELOAD=" - sizeof IO - sizeof PROCESS;
    memset(value, 'x', sizeof value);
    value[rest - 1] = 0;
    CHECK(preload_extend(value, NULL, buffer), true);
    CHECK(*buffer, 0);
    value[rest - 2] = 0;
    CHECK(preload_extend(value, NULL, buffer), true);
    CHECK(strlen(buffer), PRELOAD_SIZE - 3);
}

int main(void)
{
    libraries_are_learned_from_a_value();
    what_is_lacking_is_put_in();
    another_cell_needs_libraries_of_its_own();
    what_is_of_others_is_told_from_ours();
    what_is_too_long_is_not_cut();
    CHECK_END;
}
