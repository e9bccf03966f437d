/* A handler on a small stack that starts a program in the ways that are asked for, as crash handlers do. */
#include <spawn.h>
#include <sys/wait.h>

#include "small_stack.h"

extern char **environ;

static const char *wanted;
static int status;

static void handle(int signal)
{
    static char *arguments[] = {"sh", "-c", "exit 7", NULL}, *nothing[] = {NULL};
    pid_t child = 0;
    (void)signal;
    if (*wanted == 's')
        MUST(posix_spawn(&child, "/bin/sh", NULL, NULL, arguments, environ) == 0);
    else if (*wanted == 'p')
        MUST(posix_spawnp(&child, "sh", NULL, NULL, arguments, environ) == 0);
    else if (!(child = *wanted == 'f' ? fork() : vfork())) {
        if (*wanted == 'l')
            execl("/bin/sh", "sh", "-c", "exit 7", (char *)NULL);
        execve("/bin/sh", arguments, wanted[1] == '0' ? nothing : environ);
        _exit(1);
    }
    MUST(waitpid(child, &status, 0) == child);
}

int main(int count, char **arguments)
{
    handle_on_small_stack(handle);
    for (int i = 1; i < count; i++) {
        wanted = arguments[i];
        raise(SIGUSR1);
        say("%s %d", wanted, WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
    }
    return 0;
}
