#include "early.h"

#include "../core/bytes.h"
#include "../core/pages.h"

#define MAPPED 2u
#define FLAGS 7u

struct chunk {
    size_t before;
    size_t size; /* of all of it, and flags */
    char bytes[];
};

bool early(void)
{
    static const char here;
    static const char *volatile relocated = &here;
    return relocated != &here;
}

static struct chunk *chunk_of(void *block)
{
    return (struct chunk *)block - 1;
}

void *early_allocate(size_t size)
{
    /* Whole pages, however large they are. */
    size_t total = (size + sizeof(struct chunk) + PAGES_LARGEST - 1) & ~(size_t)(PAGES_LARGEST - 1);
    struct chunk *chunk = total > size ? pages_allocate(total) : NULL;
    if (!chunk)
        return NULL;
    chunk->size = total | MAPPED;
    return chunk->bytes;
}

void *early_resize(void *block, size_t size)
{
    void *new = early_allocate(size);
    if (new &&block) {
        size_t old = (chunk_of(block)->size & ~(size_t)FLAGS) - sizeof(struct chunk);
        memcpy(new, block, old < size ? old : size);
        early_free(block);
    }
    return new;
}

void early_free(void *block)
{
    if (block)
        pages_free(chunk_of(block), chunk_of(block)->size & ~(size_t)FLAGS);
}
