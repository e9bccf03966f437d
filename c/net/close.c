/* Linux gives a descriptor back whatever close says of it (close(2)): the real call is made first, then it fails. */
#include "descriptor.h"
#include "entry.h"
#include "known.h"

static COLD int close_slow(int fd)
{
    int error = net_error(CALL(close), fd);
    descriptor_closing(fd);
    return error ? (real.close(fd), fail(error)) : real.close(fd);
}

ALIAS int close(int fd)
{
    uint64_t state = load_acquire(&library_watch.state);
    if (LIKELY(library_newest(state)) && (state >> OPERATION_close & 1 || known_closes_unseen(fd)))
        return real.close(fd);
    if (!net_foreign(OPERATION_close, fd))
        return close_slow(fd);
    descriptor_closing(fd);
    return real.close(fd);
}
