#include "preload.h"

#include <fcntl.h>

#include "../core/bytes.h"
#include "../core/handover.h"
#include "../core/system.h"
#include "../core/text.h"
#include "cell.h"

static struct text next_entry(struct text *list)
{
    struct text entry = {list->start, 0};
    while (list->length && (*list->start == ':' || *list->start == ' '))
        list->start++, list->length--;
    entry.start = list->start;
    while (list->length && *list->start != ':' && *list->start != ' ')
        list->start++, list->length--, entry.length++;
    return entry;
}

static struct text base_name(struct text path)
{
    struct text base;
    return text_take_last(&path, '/', &base) ? base : path;
}

/* A list that is being written. */
struct written {
    char *text;
    size_t length;
    const char *cell; /* whose libraries belong there, if it is not our own */
    bool fits;        /* they are all there */
};

static void append(struct written *list, struct text text)
{
    for (size_t i = 0; i < text.length && list->length + 1 < PRELOAD_SIZE; i++)
        list->text[list->length++] = text.start[i];
    list->text[list->length] = 0;
}

static bool is_library(struct text entry)
{
    return text_begins(base_name(entry), "libchaos-");
}

/* A library of ours is called as another cell's, where one is meant. */
static void append_entry(struct written *list, struct text entry)
{
    size_t start = list->length, end = sizeof CELL - 1;
    bool exchanged = list->cell && is_library(entry);
    if (exchanged && entry.length > end && !memcmp(entry.start + entry.length - end, CELL, end))
        entry.length -= end;
    append(list, entry);
    if (exchanged) {
        append(list, text_of(list->cell));
        if (system_call(SYS_faccessat, AT_FDCWD, list->text + start, 4 /* R_OK */))
            list->fits = false;
    }
    append(list, text_of(":"));
}

/* Those that this program was started with, each with a colon behind it. */
static char libraries[PRELOAD_SIZE];
static unsigned count;

void preload_start(const char *value)
{
    struct text list = text_of(value ? value : ""), entry;
    struct written ours;
    ours.text = libraries;
    ours.length = 0;
    ours.cell = NULL;
    ours.fits = true;
    while ((entry = next_entry(&list)).length)
        if (*entry.start == '/' && is_library(entry) && count < HANDOVER_LIBRARIES) {
            append_entry(&ours, entry);
            count++;
        }
}

unsigned preload_libraries(void)
{
    return count;
}

enum kind { OTHERS = false, SANITIZERS = true, LACKING };

static bool has(struct text list, struct text library)
{
    struct text entry;
    while ((entry = next_entry(&list)).length)
        if (text_same(base_name(entry), base_name(library)))
            return true;
    return false;
}

/* libasan.so.8, libclang_rt.asan-x86_64.so */
static bool is_sanitizer(struct text entry)
{
    static const char names[] = "libasan.\0libtsan.\0libubsan.\0liblsan.\0libmsan.\0libhwasan.\0libclang_rt.\0";
    for (const char *name = names; *name; name += bytes_length(name) + 1)
        if (text_begins(base_name(entry), name))
            return true;
    return false;
}

/* Appends the sanitizers of a list, its other entries, or those that the given one lacks. */
static void append_entries(struct written *to, struct text list, enum kind kind, struct text given)
{
    struct text entry;
    while ((entry = next_entry(&list)).length)
        if (kind == LACKING ? !has(given, entry) : is_sanitizer(entry) == kind)
            append_entry(to, entry);
}

enum preload preload_extend(const char *value, const char *cell, char variable[PRELOAD_SIZE])
{
    struct text list = text_of(value ? value : "");
    struct written written = {variable, 0, cell, true};
    append(&written, text_of("LD_PRELOAD="));
    append_entries(&written, list, SANITIZERS, list);
    size_t before = written.length;
    append_entries(&written, text_of(libraries), LACKING, list);
    bool lacks = written.length > before;
    append_entries(&written, list, OTHERS, list);
    variable[written.length + 1 < PRELOAD_SIZE ? written.length - 1 : 0] = 0;
    if (!written.fits) {
        preload_extend(value, NULL, variable);
        return PRELOAD_MISFIT;
    }
    return lacks || cell ? PRELOAD_LACKS : PRELOAD_FITS;
}

bool preload_is_ours(const char *value)
{
    return bytes_length(value) + 1 == bytes_length(libraries) && text_begins(text_of(libraries), value);
}
