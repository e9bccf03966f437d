#include "path.h"

#include "../core/attributes.h"
#include "../core/bytes.h"
#include "../core/place.h"
#include "entry.h"
#include "pattern.h"
#include "word.h"

#define DEPTH 64

static bool dots(struct text component)
{
    return text_is(component, ".") || text_is(component, "..");
}

/* A disk has to see what takes from it and what gives back to it, whichever operation the rule names. A rule that never
 * fires is an exception: its files are on a disk that is never full. */
static void widen(struct rule *rule)
{
    uint32_t account = 1u << OPERATION_open | 1u << OPERATION_unlink | 1u << OPERATION_rename_from |
                       1u << OPERATION_rename_to | 1u << OPERATION_truncate;
    rule->besides = 0;
    if (rule->effect != EFFECT_QUOTA)
        return;
    if (!rule->policy.probability) {
        account |= 1u << OPERATION_write | 1u << OPERATION_pwrite | 1u << OPERATION_allocate;
        rule->value = UINT64_MAX;
    }
    rule->besides = account & ~rule->operations;
    rule->operations |= rule->besides;
}

const char *path_selector(struct rule *rule)
{
    struct text *selector = &rule->selector;
    widen(rule);
    if (text_is(*selector, "*"))
        return NULL;
    if (!selector->length || *selector->start != '/')
        return "expected an absolute path or *";
    while (selector->length > 1 && selector->start[selector->length - 1] == '/')
        selector->length--;
    struct text rest = {selector->start + 1, selector->length - 1};
    for (unsigned depth = 0; rest.length; depth++) {
        if (depth == DEPTH || selector->length > PATH_LONGEST)
            return "a path has at most 64 components and 1020 bytes";
        struct text component = text_take(&rest, '/');
        if (!component.length || dots(component))
            return "expected a path without //, . and ..";
    }
    if (pattern_is(*selector))
        rule->rank = pattern_rank(*selector);
    return NULL;
}

static bool below(struct text path, const char *directory)
{
    size_t length = bytes_length(directory);
    return text_begins(path, directory) && (path.length == length || path.start[length] == '/');
}

/* What no fault may befall. */
static bool spared(struct text path)
{
    switch (path.length > 1 ? path.start[1] : 0) {
    case 'd':
        return below(path, "/dev") || place_is_ours(path);
    case 'n':
        return text_begins(path, "anon_inode:") || place_is_ours(path);
    case 'p':
        return below(path, "/proc") || place_is_ours(path);
    case 's':
        return below(path, "/sys") || place_is_ours(path);
    default:
        return place_is_ours(path);
    }
}

/* Hashes the component that begins at *at, and moves *at behind it. */
static uint64_t hash_component(uint64_t hash, struct text path, size_t *at)
{
    uint64_t word, found = 0;
    size_t length = 0;
    while (!found && *at + sizeof word <= path.length) {
        __builtin_memcpy(&word, path.start + *at, sizeof word);
        found = word_slashes(word);
        length = found ? (size_t)__builtin_ctzll(found) / 8 : sizeof word;
        *at += length;
        if (!found)
            hash = snapshot_hash_word(hash, word);
    }
    if (found)
        return snapshot_hash_rest(hash, length ? word & ~(uint64_t)0 >> (64 - 8 * length) : 0, length);
    word = 0;
    for (length = 0; *at < path.length && path.start[*at] != '/'; ++*at)
        word |= (uint64_t)(unsigned char)path.start[*at] << 8 * length++;
    return snapshot_hash_rest(hash, word, length);
}

/* The prefixes that end before a slash or at the end, the longest first; none is longer than the longest selector. */
static void add_prefixes(const struct snapshot *snapshot, struct text path, struct selection *selection)
{
    struct {
        size_t length;
        uint64_t hash;
    } prefixes[DEPTH];
    unsigned depth = 0;
    uint64_t hash = SNAPSHOT_HASH_START;
    for (size_t end = 0; end < path.length && end < snapshot->longest && depth < DEPTH; depth++) {
        end++;
        prefixes[depth].hash = hash = hash_component(hash, path, &end);
        prefixes[depth].length = end;
    }
    while (depth--) {
        struct text prefix = {path.start, prefixes[depth].length};
        if (snapshot->lengths >> prefix.length % 64 & 1)
            snapshot_add(selection, snapshot_find(snapshot, prefix, prefixes[depth].hash));
    }
}

/* Puts the patterns that fit among the prefixes: each before those that are shorter than its rank. */
static COLD void add_patterns(const struct snapshot *snapshot, struct text path, struct selection *selection)
{
    for (uint32_t i = 0; i < snapshot->pattern_count; i++) {
        const struct selector *pattern = &snapshot->selectors[snapshot->patterns[i]];
        if (!pattern_matches(pattern->text, path))
            continue;
        uint32_t at = selection->count;
        snapshot_add(selection, snapshot->patterns[i]);
        for (; at < selection->count && at; at--) {
            const struct selector *before = &snapshot->selectors[selection->selectors[at - 1]];
            if ((before->rank ? before->rank : before->text.length) >= pattern->rank)
                break;
            selection->selectors[at] = selection->selectors[at - 1];
            selection->selectors[at - 1] = snapshot->patterns[i];
        }
    }
}

bool path_select(const struct snapshot *snapshot, struct text path, bool any, struct selection *selection)
{
    struct text cut;
    selection->count = 0;
    if (path.length == PATH_SIZE)
        text_take_last(&path, '/', &cut);
    if (spared(path))
        return false;
    if (path.length && *path.start == '/') {
        add_prefixes(snapshot, path, selection);
        if (any && snapshot->lengths & 2)
            snapshot_add(selection, snapshot_find(snapshot, text_of("/"), SNAPSHOT_HASH_START));
        if (snapshot->pattern_count)
            add_patterns(snapshot, path, selection);
    }
    if (any)
        snapshot_add(selection, snapshot->any);
    return true;
}

/* Where the component that begins at `at` ends. Eight bytes are read at once where they lie in one page, so that
 * nothing is read from a page into which the string doesn't reach. */
static const char *end_of_component(const char *at)
{
    for (;;) {
        uint64_t word, found;
        if ((uintptr_t)at % 4096 > 4096 - sizeof word) {
            if (!*at || *at == '/')
                return at;
            at++;
            continue;
        }
        __builtin_memcpy(&word, at, sizeof word);
        found = word_zeros(word) | word_slashes(word);
        if (found)
            return at + __builtin_ctzll(found) / 8;
        at += sizeof word;
    }
}

bool path_is_normal(const char *path, size_t *length)
{
    const char *at = path;
    if (*at != '/')
        return false;
    while (*at) {
        const char *dot = at + 1;
        dot += *dot == '.';
        dot += dot > at + 1 && *dot == '.';
        if (*dot == '/' || !*dot)
            return false;
        at = end_of_component(dot);
    }
    *length = (size_t)(at - path);
    return *length <= PATH_LONGEST;
}

size_t path_cut(char *buffer, size_t length)
{
    if (length <= PATH_LONGEST)
        return length;
    memcpy(buffer + PATH_LONGEST + 1, PATH_MARK, sizeof PATH_MARK - 1);
    return PATH_SIZE;
}

size_t path_join(char *buffer, size_t length, const char *path)
{
    struct text rest = text_of(path);
    unsigned beyond = 0; /* names behind the one that is cut */
    if (*path == '/' || (length == 1 && *buffer == '/'))
        length = 0;
    while (rest.length) {
        struct text component = text_take(&rest, '/');
        if (!component.length || text_is(component, "."))
            continue;
        if (text_is(component, "..")) {
            if (beyond)
                beyond--;
            else
                while (length && buffer[--length] != '/')
                    continue;
        } else if (length > PATH_LONGEST) {
            beyond++;
        } else {
            buffer[length++] = '/';
            while (component.length-- && length <= PATH_LONGEST)
                buffer[length++] = *component.start++;
        }
    }
    if (!length)
        buffer[length++] = '/';
    return path_cut(buffer, length);
}
