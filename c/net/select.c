#include "../core/bytes.h"
#include "entry.h"
#include "interest.h"

typedef int next_select(int, fd_set *, fd_set *, fd_set *, long, long);

/* Whole words of the sets, as the kernel does it. */
static int cleared(int result, int count, fd_set *const *sets)
{
    size_t size = ((size_t)count + 63) / 64 * 8;
    for (int i = 0; result == 0 && i < 3; i++)
        if (sets[i])
            memset(sets[i], 0, size);
    return result;
}

static BODY int selected(const struct call *call, int count, fd_set *const *sets, long timeout, long signals)
{
    /* What the kernel looks at ends where its own table does. */
    int seen = count < FD_SETSIZE ? count : FD_SETSIZE;
    int error = interest_fault(*call, &(struct interest){NULL, 0, sets, seen, -1, 0, (const void *)timeout});
    if (error > 0)
        return fail(error);
    if (error == INTEREST_IN_VAIN)
        return cleared(NEXT(next_select, *call)(0, NULL, NULL, NULL, timeout, signals), seen, sets);
    return NEXT(next_select, *call)(count, sets[0], sets[1], sets[2], timeout, signals);
}

EXPORT int select(int count, fd_set *restrict readable, fd_set *restrict writable, fd_set *restrict exceptional,
                  struct timeval *restrict timeout)
{
    struct call call = CALL(select);
    return selected(&call, count, (fd_set *const[]){readable, writable, exceptional}, (long)timeout, 0);
}

EXPORT int pselect(int count, fd_set *restrict readable, fd_set *restrict writable, fd_set *restrict exceptional,
                   const struct timespec *restrict timeout, const sigset_t *restrict signals)
{
    struct call call = CALL(pselect);
    return selected(&call, count, (fd_set *const[]){readable, writable, exceptional}, (long)timeout, (long)signals);
}
