#include "entry.h"

EXPORT int kill(pid_t process, int signal)
{
    int error = process_error(CALL(kill));
    if (error)
        return fail(error);
    return real.kill(process, signal);
}

EXPORT int killpg(pid_t group, int signal)
{
    int error = process_error(CALL(killpg));
    if (error)
        return fail(error);
    return real.killpg(group, signal);
}

/* The number is returned, and errno left alone. */
EXPORT int pthread_kill(pthread_t thread, int signal)
{
    int error = process_error(CALL_NEVER(pthread_kill, EINTR));
    if (error)
        return error;
    return real.pthread_kill(thread, signal);
}
