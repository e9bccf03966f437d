#include "../../io/note.h"

#include <sys/mman.h>

#include "../check.h"

static void forms(void)
{
    static const struct {
        const char *path;
        bool fits;
    } rows[] = {
        {"/", true},     {"/data/../x", true}, {"//", true},    {"", false},
        {"data", false}, {"./data", false},    {"../x", false}, {"x/data", false},
    };
    char place[NOTE_SIZE * 2] __attribute__((aligned(NOTE_SIZE))) = "";
    for (size_t i = 0; i < ROWS(rows); i++)
        CHECK_FOR(rows[i].path, note_fits(strcpy(place, rows[i].path)), rows[i].fits);
}

/* Of every length, at every place up to the last byte before a page that can't be read. */
static void lengths(void)
{
    struct note note;
    char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(pages + 4096, 4096, PROT_NONE);
    for (size_t length = 1; length < 2 * NOTE_SIZE; length++)
        for (size_t place = length + 1; place < 3 * NOTE_SIZE; place++) {
            char *path = pages + 4096 - place;
            memset(path, 'x', place);
            path[0] = '/';
            path[length] = '\0';
            CHECK(note_fits(path), length < NOTE_SIZE && place >= NOTE_SIZE);
            if (!note_fits(path))
                continue;
            note_write(&note, path);
            CHECK(strcmp(note.path, path), 0);
        }
    munmap(pages, 8192);
}

int main(void)
{
    forms();
    lengths();
    CHECK_END;
}
