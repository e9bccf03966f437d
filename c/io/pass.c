#include "pass.h"

int pass_descriptor(int fd, long first, long second, long third, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error(call, fd);
    if (error)
        return fail(error);
    return NEXT(int(int, long, long, long), call)(fd, first, second, third);
}

int pass_path(const char *path, long argument, unsigned name)
{
    struct call call = CALLED(name);
    int error = library_idle(call.operation) ? 0 : io_error_at_seen(call, AT_FDCWD, path);
    if (UNLIKELY(error))
        return fail(error);
    return NEXT(int(const char *, long), call)(path, argument);
}

int pass_at(int directory, const char *path, long first, long second, long third, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, directory, path);
    if (error)
        return fail(error);
    return NEXT(int(int, const char *, long, long, long), call)(directory, path, first, second, third);
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
