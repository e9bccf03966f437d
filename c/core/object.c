#include "object.h"

#include <elf.h>
#include <errno.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/auxv.h>

#include "bytes.h"
#include "counter.h"

#ifndef STT_GNU_IFUNC
#define STT_GNU_IFUNC 10
#endif
#define VERSION_HIDDEN 0x8000

extern ElfW(Dyn) _DYNAMIC[] __attribute__((visibility("hidden")));

struct object {
    ElfW(Addr) base;
    const ElfW(Sym) * symbols;
    const char *strings;
    const uint32_t *gnu_hash;
    const uint32_t *hash;
    const ElfW(Half) * versions;
};

/* glibc relocates the addresses in most dynamic sections in place, musl and the kernel leave them relative. */
static const void *address(ElfW(Addr) base, ElfW(Addr) value)
{
    return (const void *)(value < base ? base + value : value);
}

static struct object read_object(ElfW(Addr) base, const ElfW(Dyn) * entry)
{
    struct object object;
    memset(&object, 0, sizeof object);
    object.base = base;
    for (; entry->d_tag != DT_NULL; entry++)
        switch (entry->d_tag) {
        case DT_SYMTAB:
            object.symbols = address(base, entry->d_un.d_ptr);
            break;
        case DT_STRTAB:
            object.strings = address(base, entry->d_un.d_ptr);
            break;
        case DT_GNU_HASH:
            object.gnu_hash = address(base, entry->d_un.d_ptr);
            break;
        case DT_HASH:
            object.hash = address(base, entry->d_un.d_ptr);
            break;
        case DT_VERSYM:
            object.versions = address(base, entry->d_un.d_ptr);
            break;
        }
    return object;
}

struct name {
    const char *text;
    uint32_t gnu_hash;
};

static struct name name_of(const char *text)
{
    struct name name = {text, 5381};
    for (const unsigned char *byte = (const unsigned char *)text; *byte; byte++)
        name.gnu_hash = name.gnu_hash * 33 + *byte;
    return name;
}

struct search {
    struct name name;
    const ElfW(Sym) * found;
    bool hidden; /* what was found is not the default version */
};

static void consider(const struct object *object, uint32_t index, struct search *search)
{
    const ElfW(Sym) *symbol = &object->symbols[index];
    unsigned type = symbol->st_info & 15;
    if (symbol->st_shndx == SHN_UNDEF || (type != STT_FUNC && type != STT_GNU_IFUNC) ||
        !bytes_equal(object->strings + symbol->st_name, search->name.text))
        return;
    bool hidden = object->versions && object->versions[index] & VERSION_HIDDEN;
    if (search->found && (hidden || !search->hidden))
        return;
    search->found = symbol;
    search->hidden = hidden;
}

/* The table: bucket count, first symbol, words and shift of a Bloom filter; the filter, the buckets, the chains. */
static void search_gnu_hash(const struct object *object, struct search *search)
{
    const uint32_t *table = object->gnu_hash;
    const ElfW(Addr) *filter = (const void *)(table + 4);
    const uint32_t *buckets = table + 4 + table[2] * (sizeof *filter / sizeof *table);
    const uint32_t *chains = buckets + table[0];
    uint32_t hash = search->name.gnu_hash, bits = 8 * sizeof *filter;
    ElfW(Addr) word = filter[hash / bits % table[2]];
    if (!(word >> hash % bits & word >> (hash >> table[3]) % bits & 1))
        return;
    uint32_t index = buckets[hash % table[0]];
    if (index < table[1])
        return;
    do {
        if ((chains[index - table[1]] | 1) == (hash | 1))
            consider(object, index, search);
    } while (!(chains[index++ - table[1]] & 1));
}

static void search_hash(const struct object *object, struct search *search)
{
    const uint32_t *table = object->hash;
    uint32_t hash = 0;
    for (const unsigned char *byte = (const unsigned char *)search->name.text; *byte; byte++) {
        hash = (hash << 4) + *byte;
        hash = (hash ^ (hash >> 24 & 0xf0)) & 0x0fffffff;
    }
    for (uint32_t index = table[2 + hash % table[0]]; index; index = table[2 + table[0] + index])
        consider(object, index, search);
}

static void *value_of(const struct object *object, const ElfW(Sym) * symbol)
{
    uintptr_t value = object->base + symbol->st_value;
    if ((symbol->st_info & 15) != STT_GNU_IFUNC)
        return (void *)value;
#if defined __x86_64__
    return ((void *(*)(void))value)();
#else
    /* https://github.com/ARM-software/abi-aa/blob/main/sysvabi64/sysvabi64.rst, "GNU C Library IFUNC interface" */
    struct {
        unsigned long size, hwcap, hwcap2;
    } features = {sizeof features, getauxval(AT_HWCAP), getauxval(AT_HWCAP2)};
    return ((void *(*)(uint64_t, const void *))value)(features.hwcap | 1ull << 62, &features);
#endif
}

static void *find(const struct object *object, struct name name)
{
    struct search search = {name, NULL, false};
    if (object->gnu_hash)
        search_gnu_hash(object, &search);
    else if (object->hash)
        search_hash(object, &search);
    return search.found ? value_of(object, search.found) : NULL;
}

#define NAMES_AT_ONCE 64

struct walk {
    const struct name *names;
    unsigned count;
    void **slots;
    uint64_t missing; /* bit per name */
    uint64_t wanted;  /* of these, those without which it is not over */
    bool before;      /* look in the objects before this one, not behind it */
    bool passed;      /* this object has been seen */
};

static void resolve_in(struct walk *walk, const struct object *object)
{
    for (unsigned i = 0; i < walk->count; i++) {
        void *found = walk->missing >> i & 1 ? find(object, walk->names[i]) : NULL;
        if (!found)
            continue;
        store_release(&walk->slots[i], found);
        walk->missing &= ~((uint64_t)1 << i);
    }
}

/* The list that loaders show to debuggers, glibc's under the first name, musl's under the second. It takes no call:
 * dl_iterate_phdr may be a sanitizer's, which has to be initialised first. */
extern struct r_debug _r_debug __attribute__((weak));
extern struct r_debug *_dl_debug_addr __attribute__((weak));

static const struct link_map *first_object(void)
{
    const struct r_debug *shown = &_r_debug ? &_r_debug : &_dl_debug_addr ? _dl_debug_addr : NULL;
    return shown ? shown->r_map : NULL;
}

/* getauxval sets errno where there is none. */
const void *object_kernel(void)
{
    int before = errno;
    const void *image = (const void *)getauxval(AT_SYSINFO_EHDR);
    errno = before;
    return image;
}

static void walk_objects(struct walk *walk)
{
    ElfW(Addr) kernel = (ElfW(Addr))object_kernel();
    for (const struct link_map *map = first_object(); map && walk->missing & walk->wanted; map = map->l_next) {
        if (!map->l_ld || (kernel && map->l_addr == kernel))
            continue;
        struct object object = read_object(map->l_addr, map->l_ld);
        bool self = map->l_ld == _DYNAMIC;
        if (!self && walk->passed != walk->before)
            resolve_in(walk, &object);
        walk->passed |= self;
    }
}

void object_resolve(const char *names, const unsigned char *instead, unsigned count, void **slots)
{
    for (unsigned first = 0; first < count; first += NAMES_AT_ONCE) {
        struct name some[NAMES_AT_ONCE];
        unsigned left = count - first, number = left < NAMES_AT_ONCE ? left : NAMES_AT_ONCE;
        uint64_t all = ~(uint64_t)0 >> (64 - number);
        struct walk walk = {some, number, slots + first, all, all, false, false};
        for (unsigned i = 0; i < number; i++, names += bytes_length(names) + 1)
            some[i] = name_of(names);
        walk_objects(&walk);
        for (unsigned i = 0; i < number; i++)
            if (walk.missing >> i & 1 && instead[first + i] != first + i)
                walk.slots[i] = slots[instead[first + i]];
    }
}

void *object_before(const char *name)
{
    void *found = NULL;
    struct name one = name_of(name);
    struct walk walk = {&one, 1, &found, 1, 1, true, false};
    walk_objects(&walk);
    return found;
}

void *object_beside(const char *name, const char *other)
{
    void *found[2] = {NULL, NULL};
    struct name both[] = {name_of(name), name_of(other)};
    struct walk walk = {both, 2, found, 3, 1, false, false};
    walk_objects(&walk);
    return found[1];
}

void *object_symbol_of_image(const void *image, const char *name)
{
    const ElfW(Ehdr) *header = image;
    const ElfW(Phdr) *segment = (const void *)((const char *)image + header->e_phoff);
    for (unsigned i = 0; i < header->e_phnum; i++)
        if (segment[i].p_type == PT_DYNAMIC) {
            struct object object =
                read_object((ElfW(Addr))image, (const void *)((const char *)image + segment[i].p_offset));
            return find(&object, name_of(name));
        }
    return NULL;
}
