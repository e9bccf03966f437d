#include "standin.h"

#include "../core/system.h"

/* The same on both architectures, and newer than some headers. */
#define NUMBER_epoll_pwait2 441
#define SIGNALS_SIZE 8

static int plain_epoll_pwait2(int epoll, struct epoll_event *events, int room, const struct timespec *timeout,
                              const sigset_t *signals)
{
    long result = system_call(NUMBER_epoll_pwait2, epoll, events, room, timeout, signals, SIGNALS_SIZE);
    return system_failed(result) ? fail((int)-result) : (int)result;
}

void standin_fill(struct real *slots)
{
    if (!slots->epoll_pwait2)
        slots->epoll_pwait2 = plain_epoll_pwait2;
}
