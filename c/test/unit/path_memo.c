#include "../../io/path_memo.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "../../core/attributes.h"
#include "../check.h"

static uint64_t key_of(const char *path, uint64_t origin, uint32_t generation)
{
    uint64_t key;
    path_memo_find(path, origin, generation, &key);
    return key;
}

static void keep(const char *path, uint64_t origin, uint32_t generation, uint32_t number)
{
    path_memo_keep(key_of(path, origin, generation), number);
}

static uint32_t find(const char *path, uint64_t origin, uint32_t generation)
{
    uint64_t key;
    return path_memo_find(path, origin, generation, &key);
}

/* Under another generation, from another directory, and by any other text there is nothing to find. */
static void exact(void)
{
    static const char *const others[] = {"/data/file1",        "/data/fil", "/data", "/data/file/",
                                         "/data/file/../file", "",          "/",     "/data/fileeeee"};
    keep("/data/file", 0, 7, 12);
    CHECK(find("/data/file", 0, 7), 12);
    CHECK(find("/data/file", 0, 8), 0);
    CHECK(find("/data/file", 1, 7), 0);
    for (size_t i = 0; i < ROWS(others); i++)
        CHECK_FOR(others[i], find(others[i], 0, 7), 0);
    keep("/data/file", 0, 8, 13);
    CHECK(find("/data/file", 0, 8), 13);
    CHECK(find("/data/file", 0, 7), 12);
    keep("", 3, 8, 14);
    CHECK(find("", 3, 8), 14);
}

static bool is_key_of(uint64_t key, const char *path, uint64_t origin, uint32_t generation)
{
    return key == key_of(path, origin, generation);
}

/* Every length, at every place in a word and up to the last byte before a page that can't be read: the key is that of
 * the text, wherever it lies and whatever follows it, and nothing is read behind the page. */
static void lengths(void)
{
    static char elsewhere[8192] __attribute__((aligned(8)));
    char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(pages + 4096, 4096, PROT_NONE);
    for (size_t length = 0; length < 300; length++)
        for (size_t place = 1; place < 20; place++) {
            char *path = pages + 4096 - length - place;
            memset(path, 'x', length + place);
            path[length] = 0;
            path[length / 2] = length ? '/' : 0;
            memset(elsewhere, (int)place, sizeof elsewhere);
            strcpy(elsewhere, path);
            uint64_t key = key_of(path, 0, 1);
            CHECK(is_key_of(key, elsewhere, 0, 1), true);
            CHECK(is_key_of(key, elsewhere, 0, 2), false);
            CHECK(is_key_of(key, elsewhere, 1, 1), false);
            elsewhere[length] = 'x';
            elsewhere[length + 1] = 0;
            CHECK(is_key_of(key, elsewhere, 0, 1), false);
        }
    munmap(pages, 8192);
}

static int ascending(const void *a, const void *b)
{
    const uint64_t *first = a, *second = b;
    return (*first > *second) - (*first < *second);
}

/* Names that are numbered, wherever in a word of eight bytes the numbers end. */
static void numbered(void)
{
    static const char *const forms[] = {"/srv/db%c/table-%c",   "/data/%c1/file%c7",       "/data/x%c/abcdef%c.log",
                                        "/a/b%c/c/d/e/f/g/h%c", "/a/b/%c/c/d/e/f/g/h/%c/", "/data/b%c%c"};
    enum { FIRST = '0', LAST = 'z', COUNT = LAST - FIRST + 1 };
    static uint64_t keys[LENGTH(forms) * COUNT * COUNT];
    char path[64];
    unsigned count = 0, same = 0;
    for (unsigned form = 0; form < LENGTH(forms); form++)
        for (char one = FIRST; one <= LAST; one++)
            for (char two = FIRST; two <= LAST; two++) {
                sprintf(path, forms[form], one, two);
                keys[count++] = key_of(path, 0, 1);
            }
    qsort(keys, count, sizeof *keys, ascending);
    for (unsigned i = 1; i < count; i++)
        same += keys[i] == keys[i - 1];
    CHECK(same, 0);
}

/* Nearly all of a quarter as many paths as there are entries are found. Of more than there are entries each is found as
 * what it is, or not at all. */
#define PATHS 40000

static const char *path_of(unsigned i, char *path)
{
    sprintf(path, i % 2 ? "/a/directory/of/files/%04u" : "/a/%04u/directory/of/files", i);
    return path;
}

static void crowded(void)
{
    char path[64];
    unsigned found = 0;
    for (unsigned i = 0; i < PATH_MEMO_ENTRIES / 4; i++)
        keep(path_of(i, path), 1, 2, i + 1);
    for (unsigned i = 0; i < PATH_MEMO_ENTRIES / 4; i++)
        found += find(path_of(i, path), 1, 2) == i + 1;
    CHECK(found > PATH_MEMO_ENTRIES / 4 - PATH_MEMO_ENTRIES / 64, 1);
    found = 0;
    for (unsigned i = 0; i < PATHS; i++)
        keep(path_of(i, path), 0, 2, i + 1);
    for (unsigned i = 0; i < PATHS; i++) {
        uint32_t number = find(path_of(i, path), 0, 2);
        CHECK(number == 0 || number == i + 1, 1);
        found += number != 0;
    }
    CHECK(found > PATH_MEMO_ENTRIES / 2 && found <= PATH_MEMO_ENTRIES, 1);
}

/* The number tells which path it belongs to. */
static void *hammer(void *wrong)
{
    char path[64];
    for (unsigned round = 0; round < 100000; round++) {
        unsigned i = round * 2654435761u % PATHS;
        uint32_t number = find(path_of(i, path), i % 3, i % 5);
        if (number && number != i + 1)
            ++*(long *)wrong;
        keep(path, i % 3, i % 5, i + 1);
    }
    return NULL;
}

/* What differs in two things may not look like what differs in none. */
static void mixed(void)
{
    static const char *const paths[] = {"a", "d/a", "directory/a", "a/longer/path/to/a"};
    for (size_t i = 0; i < ROWS(paths); i++)
        for (uint64_t version = 0; version < 64; version++)
            for (uint32_t generation = 0; generation < 64; generation++) {
                uint64_t key, other;
                path_memo_find(paths[i], version << 32 | 1, generation, &key);
                path_memo_find(paths[i], (version ^ 1) << 32 | 1, generation ^ 1, &other);
                CHECK_FOR(paths[i], key != other, 1);
            }
}

int main(void)
{
    exact();
    mixed();
    lengths();
    numbered();
    crowded();
    pthread_t threads[4];
    long wrong[4] = {0};
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, hammer, &wrong[i]);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        CHECK(wrong[i], 0);
    }
    CHECK_END;
}
