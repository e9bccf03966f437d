#include "path.h"

#include "../core/bytes.h"
#include "../core/place.h"

#define DEPTH 64

static bool dots(struct text component)
{
    return text_is(component, ".") || text_is(component, "..");
}

const char *path_selector(struct text *selector)
{
    if (text_is(*selector, "*"))
        return NULL;
    if (!selector->length || *selector->start != '/')
        return "expected an absolute path or *";
    if (text_has(*selector, '*') || text_has(*selector, '?'))
        return "patterns in paths are not available in this version: name a directory or a file";
    while (selector->length > 1 && selector->start[selector->length - 1] == '/')
        selector->length--;
    struct text rest = {selector->start + 1, selector->length - 1};
    for (unsigned depth = 0; rest.length; depth++) {
        if (depth == DEPTH)
            return "expected a path of at most 64 components";
        struct text component = text_take(&rest, '/');
        if (!component.length || dots(component))
            return "expected a path without //, . and ..";
    }
    return NULL;
}

static bool below(struct text path, const char *directory)
{
    size_t length = bytes_length(directory);
    return text_begins(path, directory) && (path.length == length || path.start[length] == '/');
}

static bool spared(struct text path)
{
    return text_begins(path, "anon_inode:") || below(path, "/proc") || below(path, "/sys") || below(path, "/dev") ||
           place_is_ours(path);
}

static void add(const struct snapshot *snapshot, struct text text, uint64_t hash, struct selection *selection)
{
    uint32_t selector = snapshot_find(snapshot, text, hash);
    if (selector != SNAPSHOT_NOTHING && selection->count < SELECTION_LIMIT)
        selection->selectors[selection->count++] = selector;
}

bool path_select(const struct snapshot *snapshot, struct text path, bool any, struct selection *selection)
{
    struct {
        size_t length;
        uint64_t hash;
    } prefixes[DEPTH];
    unsigned depth = 0;
    uint64_t hash = BYTES_HASH_START;
    selection->count = 0;
    if (spared(path))
        return false;
    for (size_t i = 0; i < path.length && *path.start == '/' && depth < DEPTH; i++) {
        hash = bytes_hash(hash, path.start + i, 1);
        if (i + 1 == path.length || path.start[i + 1] == '/') {
            prefixes[depth].length = i + 1;
            prefixes[depth++].hash = hash;
        }
    }
    while (depth--)
        add(snapshot, (struct text){path.start, prefixes[depth].length}, prefixes[depth].hash, selection);
    if (any) {
        if (path.length > 1 && *path.start == '/')
            add(snapshot, text_of("/"), text_hash(text_of("/")), selection);
        add(snapshot, text_of("*"), text_hash(text_of("*")), selection);
    }
    return true;
}

size_t path_join(char *buffer, size_t length, const char *path)
{
    struct text rest = text_of(path);
    if (*path == '/' || (length == 1 && *buffer == '/'))
        length = 0;
    while (rest.length) {
        struct text component = text_take(&rest, '/');
        if (!component.length || text_is(component, "."))
            continue;
        if (text_is(component, "..")) {
            while (length && buffer[--length] != '/')
                continue;
        } else if (length + 1 + component.length <= PATH_SIZE) {
            buffer[length++] = '/';
            memcpy(buffer + length, component.start, component.length);
            length += component.length;
        }
    }
    if (!length)
        buffer[length++] = '/';
    return length;
}
