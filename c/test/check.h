/* Checks of unit tests: each that fails says where and what was there; the last word is CHECK_END. */
#ifndef CHAOS_CHECK_H
#define CHAOS_CHECK_H

#include <stdio.h>
#include <string.h>

static int check_failures, check_count;

static inline void check_number(const char *file, int line, const char *what, const char *about, long long is,
                                long long wanted)
{
    check_count++;
    if (is == wanted)
        return;
    check_failures++;
    fprintf(stderr, "%s:%d: %s is %lld, not %lld (%s)\n", file, line, what, is, wanted, about);
}

static inline void check_text(const char *file, int line, const char *what, const char *about, const char *is,
                              size_t length, const char *wanted)
{
    check_count++;
    if (length == strlen(wanted) && (length == 0 || memcmp(is, wanted, length) == 0))
        return;
    check_failures++;
    fprintf(stderr, "%s:%d: %s is '%.*s', not '%s' (%s)\n", file, line, what, (int)length, is, wanted, about);
}

/* What is checked in a table's row is told with the row. */
#define CHECK_FOR(about, is, wanted) check_number(__FILE__, __LINE__, #is, about, (long long)(is), (long long)(wanted))
#define CHECK(is, wanted) CHECK_FOR("", is, wanted)
#define CHECK_TEXT_FOR(about, is, wanted)                                                                              \
    do {                                                                                                               \
        struct text check_is = is;                                                                                     \
        check_text(__FILE__, __LINE__, #is, about, check_is.start, check_is.length, wanted);                           \
    } while (0)
#define CHECK_TEXT(is, wanted) CHECK_TEXT_FOR("", is, wanted)

#define ROWS(table) (sizeof(table) / sizeof *(table))
#define CHECK_END                                                                                                      \
    do {                                                                                                               \
        printf("%d checks\n", check_count);                                                                            \
        return check_failures != 0;                                                                                    \
    } while (0)

#endif
