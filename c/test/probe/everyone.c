/* everyone HOW…: does what it is told, and says what became of it: forks, or signals every process. It goes on only
 * where the kernel refuses all signals (refuse.c), so that nothing of that happens whatever is wrong. */
#include <signal.h>
#include <sys/wait.h>

#include "probe.h"

static int outcome(int result)
{
    return result < 0 ? errno : 0;
}

/* The child, where there is one, says what it gets itself. */
static int outcome_of(pid_t child)
{
    if (child > 0)
        MUST(waitpid(child, NULL, 0) == child);
    if (child)
        return outcome(child);
    say("child %d", outcome(kill(-1, SIGKILL)));
    _exit(0);
}

int main(int count, char **arguments)
{
    MUST(system_call(SYS_kill, getpid(), 0) == -ESRCH);
    for (int i = 1; i < count; i++) {
        const char *how = arguments[i];
        int error = 0;
        if (strcmp(how, "fork") == 0)
            error = outcome_of(fork());
        else if (strcmp(how, "vfork") == 0)
            error = outcome_of(vfork());
        else if (strcmp(how, "kill") == 0)
            error = outcome(kill(-1, SIGKILL));
        else if (strcmp(how, "ask") == 0)
            error = outcome(kill(-1, 0));
        else if (strcmp(how, "killpg") == 0)
            error = outcome(killpg(-1, SIGKILL));
        else if (strcmp(how, "init") == 0)
            error = outcome(kill(1, SIGKILL));
        say("%s %d", how, error);
    }
    return 0;
}
