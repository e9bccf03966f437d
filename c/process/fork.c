/* In a run, the parent draws its child's key, so that children get the same keys whichever of them is first to run, and
 * the child takes it on before anything else happens in it. */
#include "../core/control.h"
#include "../core/process.h"
#include "entry.h"

static uint64_t child_key(void)
{
    return control_shared() ? process_child_key(process_executable()) : 0;
}

static pid_t born(pid_t child, uint64_t key)
{
    if (child == 0 && control_shared())
        library_born(key);
    return child;
}

EXPORT pid_t fork(void)
{
    int error = process_error(CALL(fork));
    if (error)
        return fail(error);
    uint64_t key = child_key();
    return born(real.fork(), key);
}

EXPORT pid_t _Fork(void)
{
    int error = process_error(CALL(_Fork));
    if (error)
        return fail(error);
    uint64_t key = child_key();
    return born(real._Fork(), key);
}

EXPORT int forkpty(int *terminal, char *name, const struct termios *attributes, const struct winsize *size)
{
    int error = process_error(CALL(forkpty));
    if (error)
        return fail(error);
    uint64_t key = child_key();
    return born(real.forkpty(terminal, name, attributes, size), key);
}

/* It returns in the child, the parent has ended. */
EXPORT int daemon(int stay, int keep)
{
    int error = process_error(CALL(daemon));
    if (error)
        return fail(error);
    uint64_t key = child_key();
    return born(real.daemon(stay, keep), key);
}
