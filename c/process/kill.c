#include "entry.h"

static BODY int kill_as(pid_t process, int signal, unsigned name)
{
    struct call call = CALLED(name);
    int error = process_error(call);
    if (error)
        return fail(error);
    return NEXT(kill, call)(process, signal);
}

ALIAS int kill(pid_t process, int signal)
{
    return kill_as(process, signal, NAME(kill));
}

ALIAS int killpg(pid_t group, int signal)
{
    return kill_as(group, signal, NAME(killpg));
}

/* The number is returned, and errno left alone. */
EXPORT int pthread_kill(pthread_t thread, int signal)
{
    int error = process_error(CALL_NEVER(pthread_kill, EINTR));
    if (error)
        return error;
    return library_has(SYMBOL_pthread_kill) ? real.pthread_kill(thread, signal) : ENOSYS;
}
