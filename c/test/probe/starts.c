/* starts NAME…: starts each program without arguments, found as execvp and posix_spawnp find it, and says of each how
 * that ended. */
#include <spawn.h>
#include <sys/wait.h>

#include "probe.h"

extern char **environ;

static int ending(pid_t child)
{
    int status;
    MUST(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int main(int count, char **names)
{
    for (int i = 1; i < count; i++) {
        char *arguments[] = {names[i], NULL};
        pid_t child = vfork();
        if (!child) {
            execvp(names[i], arguments);
            _exit(100 + errno);
        }
        MUST(child > 0);
        int replaced = ending(child), spawned = -1;
        int error = posix_spawnp(&child, names[i], NULL, NULL, arguments, environ);
        spawned = error ? 100 + error : ending(child);
        say("%d %d", replaced, spawned);
    }
    return 0;
}
