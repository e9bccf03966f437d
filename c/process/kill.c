#include "entry.h"

/* Programs that take the -1 of fork for a child end it with kill(-1, …), which ends every process that the user may
 * signal: no fault of ours may do that. The answer is that of kill(2) where there is none such. */
static COLD int refuse(void)
{
    static uint32_t told;
    if (!add_relaxed(&told, 1))
        library_complain("kill(-1) after a fork that a rule failed would have signalled every process: not done");
    return fail(EPERM);
}

static BODY int kill_as(pid_t process, int signal, unsigned name)
{
    struct call call = CALLED(name);
    int error = process_error(call);
    if (error)
        return fail(error);
    if (UNLIKELY(process == -1 && signal && name == NAME(kill) && load_relaxed(&process_fork_failed)))
        return refuse();
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
