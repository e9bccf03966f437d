/* How a child ended is known to who waits for it, and to nobody else: it is recorded. An injected error leaves the
 * child to be waited for. */
#include "../core/record.h"
#include "entry.h"

static COLD pid_t ended_as(struct call call, pid_t child, int status)
{
    if (WIFEXITED(status) || WIFSIGNALED(status))
        record_ended(&call, (uint32_t)child, status);
    return child;
}

/* The status is read from where the kernel has put it: nothing is there unless the call has succeeded. */
HOT_PART pid_t ended(struct call call, pid_t child, const int *status)
{
    return child > 0 ? ended_as(call, child, *status) : child;
}

/* Who does not wait is not interrupted (waitpid(2)), and does not expect to be. */
static int never(int options)
{
    return options & WNOHANG ? EINTR : 0;
}

/* What a name has no parameter for, its function does not look at. */
static BODY pid_t wait_as(pid_t process, int *status, int options, struct rusage *usage, unsigned name)
{
    struct call call = CALLED_NEVER(name, never(options));
    int space, error = process_error(call);
    if (error)
        return fail(error);
    int *where = status ? status : &space;
    return ended(call, NEXT(wait4, call)(process, where, options, usage), where);
}

ALIAS pid_t waitpid(pid_t process, int *status, int options)
{
    return wait_as(process, status, options, NULL, NAME(waitpid));
}

ALIAS pid_t wait4(pid_t process, int *status, int options, struct rusage *usage)
{
    return wait_as(process, status, options, usage, NAME(wait4));
}

static BODY pid_t wait_for_any(int *status, int options, struct rusage *usage, unsigned name)
{
    struct call call = CALLED_NEVER(name, never(options));
    int space, error = process_error(call);
    if (error)
        return fail(error);
    int *where = status ? status : &space;
    return ended(call, NEXT(wait3, call)(where, options, usage), where);
}

ALIAS pid_t wait(int *status)
{
    return wait_for_any(status, 0, NULL, NAME(wait));
}

ALIAS pid_t wait3(int *status, int options, struct rusage *usage)
{
    return wait_for_any(status, options, usage, NAME(wait3));
}

static void ended_with(struct call call, const siginfo_t *info)
{
    int status = info->si_status;
    switch (info->si_code) {
    case CLD_EXITED:
        status = (status & 0xff) << 8;
        break;
    case CLD_KILLED:
    case CLD_DUMPED:
        break;
    default:
        return;
    }
    ended(call, info->si_pid, &status);
}

EXPORT int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    struct call call = CALL_NEVER(waitid, never(options));
    siginfo_t space;
    int error = process_error(call);
    if (error)
        return fail(error);
    siginfo_t *where = info ? info : &space;
    int result = real.waitid(type, id, where, options);
    if (result == 0 && where->si_pid && !(options & WNOWAIT))
        ended_with(call, where);
    return result;
}
