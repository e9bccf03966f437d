#include "heap.h"

/* Returns the number and leaves errno alone. */
EXPORT int posix_memalign(void **block, size_t alignment, size_t size)
{
    struct request request;
    int error = heap_request(&request, CALL(posix_memalign), NULL, size);
    if (error)
        return error;
    error = real.posix_memalign(block, alignment, size);
    heap_served(&request, error ? NULL : *block);
    return error;
}

static void *aligned_as(struct call call, size_t alignment, size_t size)
{
    struct request request;
    int error = heap_request(&request, call, NULL, size);
    if (error)
        return fail_null(error);
    return heap_served(&request, NEXT(aligned_alloc, call)(alignment, size));
}

EXPORT void *aligned_alloc(size_t alignment, size_t size)
{
    return aligned_as(CALL(aligned_alloc), alignment, size);
}

EXPORT void *memalign(size_t alignment, size_t size)
{
    return aligned_as(CALL(memalign), alignment, size);
}

static void *whole_pages_as(struct call call, size_t size)
{
    struct request request;
    int error = heap_request(&request, call, NULL, size);
    if (error)
        return fail_null(error);
    return heap_served(&request, NEXT(valloc, call)(size));
}

EXPORT void *valloc(size_t size)
{
    return whole_pages_as(CALL(valloc), size);
}

EXPORT void *pvalloc(size_t size)
{
    return whole_pages_as(CALL(pvalloc), size);
}
