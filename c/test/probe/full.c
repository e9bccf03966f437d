/* full: starts programs with the largest environment that the system takes. Says how each start went, and whether there
 * is a shell. */
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "probe.h"

int execveat(int, const char *, char *const[], char *const[], int) __attribute__((weak));

static char program[4096], text[100000], *variables[64], *arguments[] = {program, "end", NULL};

/* So many bytes in whole hundred thousands, and a rest. */
static void fill(size_t bytes)
{
    size_t i = 0;
    for (; bytes >= sizeof text; bytes -= sizeof text)
        variables[i++] = text;
    variables[i] = bytes ? text + sizeof text - bytes : NULL;
    variables[i + 1] = NULL;
}

static int ending(pid_t child)
{
    int status;
    MUST(child > 0 && syscall(SYS_wait4, child, &status, 0, NULL) == child && WIFEXITED(status));
    return WEXITSTATUS(status);
}

static bool fits(size_t bytes)
{
    fill(bytes);
    pid_t child = vfork();
    if (!child) {
        syscall(SYS_execve, program, arguments, variables);
        _exit(1);
    }
    return ending(child) == 0;
}

int main(int count, char **given)
{
    (void)given;
    if (count == 2)
        return 0;
    MUST(readlink("/proc/self/exe", program, sizeof program - 1) > 0);
    memset(text, 'x', sizeof text - 1);
    size_t low = 1, high = 6000000;
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        *(fits(middle) ? &low : &high) = middle;
    }
    fill(low);
    pid_t child = vfork();
    if (!child) {
        execve(program, arguments, variables);
        _exit(errno);
    }
    say("execve %d", ending(child));
    int error = posix_spawn(&child, program, NULL, NULL, arguments, variables);
    say("posix_spawn %d", error ? error : ending(child));
    child = vfork();
    if (!child) {
        fexecve(open(program, O_RDONLY | O_CLOEXEC), arguments, variables);
        _exit(errno);
    }
    say("fexecve %d", ending(child));
    child = vfork();
    if (!child && execveat) {
        execveat(AT_FDCWD, program, arguments, variables, 0);
        _exit(errno);
    }
    if (!child)
        _exit(0);
    say("execveat %d", ending(child));
    say("shell %d", system(NULL) != 0);
    fill(high);
    child = vfork();
    if (!child) {
        execve(program, arguments, variables);
        _exit(errno);
    }
    say("too much %d", ending(child) == E2BIG);
    child = vfork();
    if (!child) {
        fexecve(open("/dev/null", O_RDONLY | O_CLOEXEC), arguments, variables);
        _exit(errno);
    }
    say("no program %d", ending(child) == EACCES);
    return 0;
}
