#include "pass.h"

typedef ssize_t next_words(int, long, long, long, long);

static TAIL_BODY ssize_t seen(int fd, long first, long second, long third, long fourth, unsigned name)
{
    switch (name >> 16) {
    case SYMBOL_readv:
    case SYMBOL_writev:
        return vector_seen(fd, first, second, third, fourth, name);
    case SYMBOL_sendfile:
    case SYMBOL_sendfile64:
        return sendfile_seen(fd, first, second, third, fourth, name);
    case SYMBOL_send:
    case SYMBOL_write:
        return send_seen(fd, first, second, third, fourth, name);
    default:
        return recv_seen(fd, first, second, third, fourth, name);
    }
}

/* A call on what is no socket leaves as if we were not there, so that io sees who made it. */
static TAIL_BODY ssize_t awake(int fd, long first, long second, long third, long fourth, unsigned name)
{
    struct call call = CALLED(name);
    if (net_shared(&call) && net_foreign(call.operation, fd))
        return NEXT(next_words, call)(fd, first, second, third, fourth);
    return seen(fd, first, second, third, fourth, name);
}

ssize_t pass_words(int fd, long first, long second, long third, long fourth, unsigned name)
{
    struct call call = CALLED(name);
    bool asleep = library_asleep(call.operation);
    if (asleep && !net_shared(&call)) {
        uint64_t *lane = thread_self.lane;
        asleep = lane != NULL;
        if (lane)
            counter_increment(&lane[call.operation]);
    }
    if (asleep)
        return NEXT(next_words, call)(fd, first, second, third, fourth);
    return awake(fd, first, second, third, fourth, name);
}
