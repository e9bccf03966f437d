#include "preload.h"

#include "../core/bytes.h"
#include "../core/handover.h"
#include "../core/place.h"

/* Each with a colon behind it. */
static char libraries[PRELOAD_SIZE];
static unsigned count;

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

static void append(char *buffer, size_t *length, struct text text)
{
    for (size_t i = 0; i < text.length && *length + 1 < PRELOAD_SIZE; i++)
        buffer[(*length)++] = text.start[i];
    buffer[*length] = 0;
}

void preload_start(void)
{
    const char *value = place_environment("LD_PRELOAD");
    struct text list = text_of(value ? value : ""), entry;
    size_t length = 0;
    while ((entry = next_entry(&list)).length)
        if (*entry.start == '/' && text_begins(base_name(entry), "libchaos-") && count < HANDOVER_LIBRARIES) {
            append(libraries, &length, entry);
            append(libraries, &length, text_of(":"));
            count++;
        }
}

unsigned preload_libraries(void)
{
    return count;
}

static bool has(struct text list, struct text library)
{
    struct text entry;
    while ((entry = next_entry(&list)).length)
        if (text_same(base_name(entry), base_name(library)))
            return true;
    return false;
}

/* Appends those that the list lacks. */
static void append_lacking(char *buffer, size_t *length, struct text list)
{
    struct text all = text_of(libraries), library;
    while ((library = next_entry(&all)).length)
        if (!has(list, library)) {
            append(buffer, length, library);
            append(buffer, length, text_of(":"));
        }
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

static void append_entries(char *buffer, size_t *length, struct text list, bool sanitizers)
{
    struct text entry;
    while ((entry = next_entry(&list)).length)
        if (is_sanitizer(entry) == sanitizers) {
            append(buffer, length, entry);
            append(buffer, length, text_of(":"));
        }
}

bool preload_extend(const char *value, char variable[PRELOAD_SIZE])
{
    struct text list = text_of(value ? value : "");
    size_t length = 0;
    append(variable, &length, text_of("LD_PRELOAD="));
    append_entries(variable, &length, list, true);
    size_t before = length;
    append_lacking(variable, &length, list);
    bool lacks = length > before;
    append_entries(variable, &length, list, false);
    variable[length + 1 < PRELOAD_SIZE ? length - 1 : 0] = 0;
    return lacks;
}
