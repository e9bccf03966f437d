/* A handler on an alternate stack of SIGSTKSZ bytes, as it is on this machine in headers of glibc, that starts a
 * program in the ways that are asked for, as crash handlers do. Below the stack is a page that nobody may touch.
 */
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "probe.h"

#ifdef __aarch64__
#define STACK 16384
#else
#define STACK 8192
#endif
#define PAGE 4096

extern char **environ;

static const char *wanted;
static int status;
static char room[PAGE + STACK] __attribute__((aligned(PAGE)));

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
        execve("/bin/sh", arguments, wanted[1] == '0' ? nothing : environ);
        _exit(1);
    }
    MUST(waitpid(child, &status, 0) == child);
}

int main(int count, char **arguments)
{
    stack_t stack = {.ss_sp = room + PAGE, .ss_size = STACK};
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
    MUST(mprotect(room, PAGE, PROT_NONE) == 0);
    MUST(sigaltstack(&stack, NULL) == 0);
    MUST(sigaction(SIGUSR1, &action, NULL) == 0);
    for (int i = 1; i < count; i++) {
        wanted = arguments[i];
        raise(SIGUSR1);
        say("%s %d", wanted, WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
    }
    return 0;
}
