#include "early.h"
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

/* A part of another call, or too early to tell. */
static COLD void *malloc_inside(size_t size)
{
    return early() ? early_allocate(size) : real.malloc(size);
}

EXPORT void *malloc(size_t size)
{
    if (UNLIKELY(heap_inside))
        return malloc_inside(size);
    if (library_idle(OPERATION_malloc))
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

static COLD void *calloc_inside(size_t count, size_t size)
{
    return early() ? early_allocate(product(count, size)) : real.calloc(count, size);
}

EXPORT void *calloc(size_t count, size_t size)
{
    if (UNLIKELY(heap_inside))
        return calloc_inside(count, size);
    if (!library_idle(OPERATION_malloc))
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

static COLD void *realloc_inside(void *block, size_t size)
{
    return early() ? early_resize(block, size) : real.realloc(block, size);
}

EXPORT void *realloc(void *block, size_t size)
{
    if (UNLIKELY(heap_inside))
        return realloc_inside(block, size);
    if (!library_idle(OPERATION_malloc))
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

static COLD void free_slow(void *block)
{
    if (early()) {
        early_free(block);
        return;
    }
    heap_freed(block);
    real.free(block);
}

/* Interposed for the account of what the process holds; no rule is about it. */
EXPORT void free(void *block)
{
    if (UNLIKELY(heap_inside || !library_unseen(OPERATION_malloc)))
        free_slow(block);
    else
        real.free(block);
}
