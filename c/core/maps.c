#include "maps.h"

#include <fcntl.h>

#include "system.h"
#include "text.h"

struct lines {
    long file;
    long filled, at;
    char buffer[128]; /* handlers of signals have little room */
};

static int next_byte(struct lines *lines)
{
    if (lines->at == lines->filled) {
        lines->filled = system_call(SYS_read, lines->file, lines->buffer, sizeof lines->buffer);
        lines->at = 0;
        if (lines->filled <= 0)
            return lines->filled = 0, -1;
    }
    return (unsigned char)lines->buffer[lines->at++];
}

/* One line, cut where it is longer than the buffer. */
static bool next_line(struct lines *lines, char *line, size_t size)
{
    size_t length = 0;
    int byte;
    while ((byte = next_byte(lines)) >= 0 && byte != '\n')
        if (length + 1 < size)
            line[length++] = (char)byte;
    line[length] = 0;
    return byte >= 0 || length;
}

/* `start-end perms offset dev inode   path` */
static bool read_line(struct mapping *mapping, uint64_t *start, uint64_t *end)
{
    struct text rest = text_of(mapping->line);
    struct text first = text_take(&rest, '-');
    struct text second = text_take(&rest, ' ');
    mapping->perms = rest.start;
    for (int field = 0; field < 4; field++)
        text_take(&rest, ' ');
    rest = text_trim(rest);
    mapping->path = rest.start;
    return text_hexadecimal(first, start) && text_hexadecimal(second, end);
}

bool maps_find(const void *address, struct mapping *mapping)
{
    struct lines lines = {system_call(SYS_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC), 0, 0, {0}};
    uint64_t start, end, file = 0;
    bool found = false;
    if (system_failed(lines.file))
        return false;
    while (!found && next_line(&lines, mapping->line, sizeof mapping->line) && read_line(mapping, &start, &end)) {
        uint64_t before = file;
        /* What is no file's and can't be read nor run stands between the pieces of a file that was linked for larger
         * pages. */
        if (!*mapping->path && mapping->perms[0] == mapping->perms[2])
            continue;
        file = text_hash(text_of(mapping->path));
        if (file != before || !*mapping->path)
            mapping->base = start;
        found = (uint64_t)address >= start && (uint64_t)address < end;
    }
    system_call(SYS_close, lines.file);
    return found;
}
