/* heap [overflow]: threads allocate, resize and free blocks of all kinds, some in the thread after them, and look that
 * each holds what was written to it; says whether 4 MiB at once are to be had, and how many requests failed. With
 * `overflow`, writes behind the end of a block. */
#include <malloc.h>
#include <pthread.h>

#include "probe.h"

#define THREADS 4
#define BLOCKS 64
#define ROUNDS 3000

static struct block {
    unsigned char *bytes;
    size_t size;
} left[THREADS][BLOCKS];
static long failures;

static void fill(struct block *block, unsigned char *bytes, size_t size)
{
    if (!bytes)
        __atomic_fetch_add(&failures, 1, __ATOMIC_RELAXED);
    block->bytes = bytes;
    block->size = bytes ? size : 0;
    if (bytes)
        memset(bytes, (unsigned char)size, size);
}

static void drop(struct block *block)
{
    for (size_t i = 0; i < block->size; i++)
        MUST(block->bytes[i] == (unsigned char)block->size);
    free(block->bytes);
    block->bytes = NULL;
    block->size = 0;
}

static void renew(struct block *block, unsigned random)
{
    size_t size = 1 + random % 3000;
    void *aligned = NULL;
    if (random / 4096 % 5 == 0 && block->bytes) {
        unsigned char *bytes = realloc(block->bytes, size);
        if (bytes)
            fill(block, bytes, size);
        return;
    }
    drop(block);
    switch (random / 4096 % 5) {
    case 1:
        fill(block, calloc(size, 1), size);
        break;
    case 2:
        fill(block, posix_memalign(&aligned, 64, size) ? NULL : aligned, size);
        break;
    case 3:
        fill(block, (unsigned char *)strdup("0123456789"), 10);
        break;
    default:
        fill(block, malloc(size), size);
    }
}

static void *work(void *argument)
{
    struct block *blocks = left[(long)argument];
    unsigned random = (unsigned)(long)argument + 1;
    for (int round = 0; round < ROUNDS; round++) {
        random = random * 1664525 + 1013904223;
        renew(&blocks[random >> 8 & (BLOCKS - 1)], random >> 4);
    }
    return NULL;
}

int main(int count, char **arguments)
{
    pthread_t threads[THREADS];
    for (long i = 0; i < THREADS; i++)
        MUST(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
    for (long i = 0; i < THREADS; i++)
        MUST(pthread_join(threads[i], NULL) == 0);
    for (long i = 0; i < THREADS * BLOCKS; i++)
        drop(&left[i / BLOCKS][i % BLOCKS]);
    char *large = malloc(4 << 20);
    say("4 MiB %d, failed %ld", large != NULL, failures);
    free(large);
    volatile char *small = malloc(10);
    if (count > 1 && strcmp(arguments[1], "overflow") == 0)
        small[10] = 1;
    free((void *)small);
    return 0;
}
