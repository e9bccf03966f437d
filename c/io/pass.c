#include "pass.h"

typedef int next_target(long, long, long, long, long);

#define CALLED_ON(name) CALLED((name) & ~(PATH(7u) | DESCRIPTOR(7u)))

static COLD int target_seen(long first, long second, long third, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED_ON(name);
    const long words[] = {AT_FDCWD, first, second, third, fourth, fifth};
    unsigned path = name >> 8 & 7, descriptor = name >> 11 & 7;
    int fd = (int)words[descriptor];
    int error = path         ? io_error_at_seen(call, fd, (const char *)words[path])
                : descriptor ? io_error_seen(call, fd)
                             : io_error_mapping(call, (const void *)first);
    if (error)
        return fail(error);
    return NEXT(next_target, call)(first, second, third, fourth, fifth);
}

int pass_target(long first, long second, long third, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED_ON(name);
    if (library_idle(call.operation))
        return NEXT(next_target, call)(first, second, third, fourth, fifth);
    return target_seen(first, second, third, fourth, fifth, name);
}

int pass_stream(long first, long second, unsigned name)
{
    struct call call = CALLED(name);
    bool leads =
        call.symbol == SYMBOL_fflush || call.symbol == SYMBOL_fflush_unlocked || call.symbol == SYMBOL___overflow;
    FILE *stream = (FILE *)(leads ? first : second);
    int error = io_error_output(call, stream, leads ? second : first);
    if (error)
        return fail_stream(stream, error);
    return NEXT(int(long, long), call)(first, second);
}

static TAIL_BODY long seen(long first, long second, long third, long fourth, long fifth, unsigned name)
{
    switch (name >> 16) {
    case SYMBOL_fwrite:
    case SYMBOL_fwrite_unlocked:
        return write_stream_seen(first, second, third, fourth, fifth, name);
    case SYMBOL_read:
    case SYMBOL___read_chk:
    case SYMBOL_pread:
    case SYMBOL_pread64:
    case SYMBOL___pread_chk:
    case SYMBOL___pread64_chk:
    case SYMBOL_write:
    case SYMBOL_pwrite:
    case SYMBOL_pwrite64:
        return buffer_seen(first, second, third, fourth, fifth, name);
    default:
        return read_stream_seen(first, second, third, fourth, fifth, name);
    }
}

long pass_words(long first, long second, long third, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(call.operation))
        return NEXT(long(long, long, long, long, long), call)(first, second, third, fourth, fifth);
    return seen(first, second, third, fourth, fifth, name);
}
