/* vforked: what a child of vfork does before it starts a program, or ends, befalls it alone. Says what became of each
 * child, and what its parent finds then. */
#include <signal.h>
#include <sys/wait.h>

#include "probe.h"

extern char **environ;

static char program[4096], *arguments[] = {program, "end", NULL};

static void report(const char *what, pid_t child)
{
    int status;
    MUST(child > 0 && waitpid(child, &status, 0) == child);
    say("%s %s %d", what, WIFEXITED(status) ? "exit" : "signal",
        WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}

int main(int count, char **given)
{
    (void)given;
    if (count == 2)
        return 0;
    MUST(readlink("/proc/self/exe", program, sizeof program - 1) > 0);
    for (int i = 0; i < 3; i++) {
        pid_t child = vfork();
        if (!child) {
            execve(program, arguments, environ);
            _exit(100 + errno);
        }
        report("execve", child);
    }
    volatile pid_t seen = 0;
    pid_t child = vfork();
    if (!child) {
        seen = getpid();
        _exit(9);
    }
    MUST(seen == child);
    report("_exit", child);
    child = vfork();
    if (!child)
        _exit(kill(getpid(), 0) ? errno : 0);
    report("kill", child);
    say("parent %d", kill(getpid(), 0) ? errno : 0);
    errno = 77;
    child = vfork();
    if (!child)
        _exit(0);
    MUST(errno == 77);
    report("errno", child);
    return 0;
}
