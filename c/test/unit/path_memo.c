#include "../../io/path_memo.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "../check.h"

static void keep(const char *path, uint64_t origin, uint32_t generation, uint32_t number)
{
    struct path_copy copy;
    if (path_memo_read(&copy, path))
        path_memo_keep(&copy, origin, generation, number);
}

static uint32_t find(const char *path, uint64_t origin, uint32_t generation)
{
    struct path_copy copy;
    if (!path_memo_read(&copy, path))
        return 0;
    CHECK_FOR(path, strcmp((const char *)copy.words, path), 0);
    CHECK_FOR(path, copy.length, strlen(path));
    return path_memo_find(&copy, origin, generation);
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
    CHECK(find("/data/file", 0, 7), 0);
    keep("", 3, 8, 14);
    CHECK(find("", 3, 8), 14);
}

/* Every length that fits, at every place in a word and up to the last byte before a page that can't be read: what is
 * found is right, and nothing is read behind the page. */
static void lengths(void)
{
    char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(pages + 4096, 4096, PROT_NONE);
    for (size_t length = 1; length < PATH_MEMO_SIZE + 20; length++) {
        unsigned found = 0;
        for (size_t place = 1; place < 20; place++) {
            char *path = pages + 4096 - length - place;
            memset(path, 'x', length);
            path[length] = 0;
            path[length / 2] = '/';
            keep(path, 0, 1, (uint32_t)length);
            uint32_t number = find(path, 0, 1);
            found += number == length;
            CHECK(number == 0 || number == length, 1);
        }
        CHECK(found >= 8, length < PATH_MEMO_SIZE);
    }
    munmap(pages, 8192);
}

/* More paths than there are entries, and so many with an entry in common: each is found as what it is, or not at all.
 */
#define PATHS 2000

static const char *path_of(unsigned i, char *path)
{
    sprintf(path, i % 2 ? "/a/directory/of/files/%04u" : "/a/%04u/directory/of/files", i);
    return path;
}

static void crowded(void)
{
    char path[64];
    unsigned found = 0;
    for (unsigned i = 0; i < PATHS; i++)
        keep(path_of(i, path), 0, 2, i + 1);
    for (unsigned i = 0; i < PATHS; i++) {
        uint32_t number = find(path_of(i, path), 0, 2);
        CHECK(number == 0 || number == i + 1, 1);
        found += number != 0;
    }
    CHECK(found > (1 << PATH_MEMO_BITS) / 2 && found <= 1 << PATH_MEMO_BITS, 1);
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

int main(void)
{
    exact();
    lengths();
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
