#include "heap.h"

#include "../core/bytes.h"

static COLD char *strdup_slow(struct call call, const char *string)
{
    struct request request;
    int error = heap_request(&request, call, NULL, bytes_length(string) + 1);
    if (error)
        return fail_null(error);
    return heap_served(&request, real.strdup(string));
}

EXPORT char *strdup(const char *string)
{
    if (!heap_passes())
        return strdup_slow(CALL(strdup), string);
    heap_inside++;
    return heap_left(real.strdup(string));
}

static size_t length_up_to(const char *string, size_t most)
{
    size_t length = 0;
    while (length < most && string[length])
        length++;
    return length;
}

static COLD char *strndup_slow(struct call call, const char *string, size_t length)
{
    struct request request;
    int error = heap_request(&request, call, NULL, length_up_to(string, length) + 1);
    if (error)
        return fail_null(error);
    return heap_served(&request, real.strndup(string, length));
}

EXPORT char *strndup(const char *string, size_t length)
{
    if (!heap_passes())
        return strndup_slow(CALL(strndup), string, length);
    heap_inside++;
    return heap_left(real.strndup(string, length));
}
