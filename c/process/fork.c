/* In a run, the parent draws its child's key, so that children get the same keys whichever of them is first to run, and
 * the child takes it on before anything else happens in it. */
#include "../core/control.h"
#include "../core/process.h"
#include "entry.h"

/* All are called as forkpty is: what a name has no parameter for, its function does not look at. daemon returns in the
 * child alone. */
static BODY pid_t fork_as(void *first, void *second, const void *third, const void *fourth, unsigned name)
{
    struct call call = CALLED(name);
    int error = process_error(call);
    if (error)
        return fail(error);
    uint64_t key = control_shared() ? process_child_key(process_executable()) : 0;
    pid_t child = library_has(call.symbol) ? NEXT(forkpty, call)(first, second, third, fourth) : fail(ENOSYS);
    if (child == 0 && control_shared())
        library_born(key);
    return child;
}

ALIAS pid_t fork(void)
{
    return fork_as(NULL, NULL, NULL, NULL, NAME(fork));
}

ALIAS pid_t _Fork(void)
{
    return fork_as(NULL, NULL, NULL, NULL, NAME(_Fork));
}

ALIAS int forkpty(int *terminal, char *name, const struct termios *attributes, const struct winsize *size)
{
    return fork_as(terminal, name, attributes, size, NAME(forkpty));
}

ALIAS int daemon(int stay, int keep)
{
    return fork_as((void *)(intptr_t)stay, (void *)(intptr_t)keep, NULL, NULL, NAME(daemon));
}
