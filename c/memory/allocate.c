#include "heap.h"

static size_t product(size_t count, size_t size)
{
    return size && count > SIZE_MAX / size ? SIZE_MAX : count * size;
}

static COLD void *malloc_slow(struct call call, size_t size)
{
    struct request request;
    int error = heap_request(&request, call, NULL, size);
    if (error)
        return fail_null(error);
    return heap_served(&request, real.malloc(size));
}

EXPORT void *malloc(size_t size)
{
    if (heap_passes())
        return real.malloc(size);
    return malloc_slow(CALL(malloc), size);
}

static COLD void *calloc_slow(struct call call, size_t count, size_t size)
{
    struct request request;
    int error = heap_request(&request, call, NULL, product(count, size));
    if (error)
        return fail_null(error);
    return heap_served(&request, real.calloc(count, size));
}

EXPORT void *calloc(size_t count, size_t size)
{
    if (!heap_passes())
        return calloc_slow(CALL(calloc), count, size);
    heap_inside++;
    return heap_left(real.calloc(count, size));
}

static COLD void *realloc_slow(struct call call, void *block, size_t size)
{
    struct request request;
    int error = heap_request(&request, call, block, size);
    if (error)
        return fail_null(error);
    return heap_served(&request, real.realloc(block, size));
}

EXPORT void *realloc(void *block, size_t size)
{
    if (!heap_passes())
        return realloc_slow(CALL(realloc), block, size);
    heap_inside++;
    return heap_left(real.realloc(block, size));
}

EXPORT void *reallocarray(void *block, size_t count, size_t size)
{
    struct request request;
    int error = heap_request(&request, CALL(reallocarray), block, product(count, size));
    if (error)
        return fail_null(error);
    return heap_served(&request, real.reallocarray(block, count, size));
}

/* Interposed for the account of what the process holds; no rule is about it. */
EXPORT void free(void *block)
{
    if (UNLIKELY(!library_unseen(OPERATION_malloc)))
        heap_freed(block);
    real.free(block);
}
