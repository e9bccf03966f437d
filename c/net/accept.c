#include "descriptor.h"
#include "entry.h"

static BODY int accept_as(int fd, struct sockaddr *address, socklen_t *length, int flags, unsigned name)
{
    struct call call = CALLED(name);
    struct sockaddr_storage space;
    socklen_t size = sizeof space;
    int error = net_error(call, fd);
    if (error)
        return fail(error);
    /* The kernel does not look at the length then (accept(2)). */
    if (!address) {
        address = (struct sockaddr *)&space;
        length = &size;
    }
    socklen_t room = library_rests() || pointer_is_wild(length) ? 0 : *length;
    int connection =
        call.symbol == SYMBOL_accept ? real.accept(fd, address, length) : real.accept4(fd, address, length, flags);
    /* Who connected is remembered, so that it need not be asked. */
    if (connection >= 0 && !library_rests())
        descriptor_meets(connection, fd, address, room && room >= *length ? *length : 0);
    return connection;
}

ALIAS int accept(int fd, struct sockaddr *restrict address, socklen_t *restrict length)
{
    return accept_as(fd, address, length, 0, NAME(accept));
}

ALIAS int accept4(int fd, struct sockaddr *restrict address, socklen_t *restrict length, int flags)
{
    return accept_as(fd, address, length, flags, NAME(accept4));
}
