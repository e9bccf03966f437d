/* launch HOW [VARIABLE…]: starts this program anew in that way, with exactly these variables in its environment; says
 * how many variables are in its own afterwards. launch show: says which variables it finds, in their order, and what
 * kill says. launch wild: fails to, with an environment that none can read. launch twice: starts this program with
 * exactly these variables, to start itself anew with none. launch without: starts this program without a list of
 * arguments, or of variables. */
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "probe.h"

extern char **environ;
int execveat(int, const char *, char *const[], char *const[], int) __attribute__((weak));

static char program[4096], *arguments[] = {program, "show", NULL};

static void show(void)
{
    char names[4090];
    size_t length = 0;
    for (char **entry = environ; *entry; entry++)
        length += (size_t)snprintf(names + length, sizeof names - length, " %.300s", *entry);
    say("show%s", length ? names : "");
    say("kill %d", kill(getpid(), 0) ? errno : 0);
}

static void replace(const char *how, char **variables)
{
    if (strcmp(how, "execve") == 0)
        execve(program, arguments, variables);
    else if (strcmp(how, "execvpe") == 0)
        execvpe(strrchr(program, '/') + 1, arguments, variables);
    else if (strcmp(how, "execle") == 0)
        execle(program, program, "show", NULL, variables);
    else if (strcmp(how, "fexecve") == 0)
        fexecve(open(program, O_RDONLY | O_CLOEXEC), arguments, variables);
    else if (strcmp(how, "execveat") == 0 && execveat)
        execveat(AT_FDCWD, program, arguments, variables, 0);
    else if (strcmp(how, "execveat-descriptor") == 0 && execveat)
        execveat(open(program, O_RDONLY | O_CLOEXEC), "", arguments, variables, 0x1000);
    environ = variables;
    if (strcmp(how, "execv") == 0)
        execv(program, arguments);
    else if (strcmp(how, "execvp") == 0)
        execvp(program, arguments);
    else if (strcmp(how, "execl") == 0)
        execl(program, program, "show", NULL);
    else if (strcmp(how, "execlp") == 0)
        execlp(program, program, "show", NULL);
    probe_fail(how);
}

static void wait_for(pid_t child)
{
    int status;
    MUST(waitpid(child, &status, 0) == child);
    MUST(status == 0);
}

static bool spawn(const char *how, char **variables)
{
    pid_t child;
    static char command[200000];
    int length = snprintf(command, sizeof command, "exec '%s' show #", program);
    bool endless = strstr(how, "-endless");
    if (strstr(how, "-long") || endless)
        memset(command + length, '\'', (endless ? sizeof command : sizeof command / 2) - (size_t)length - 1);
    if (strcmp(how, "posix_spawn") == 0) {
        MUST(posix_spawn(&child, program, NULL, NULL, arguments, variables) == 0);
        wait_for(child);
    } else if (strcmp(how, "posix_spawnp") == 0) {
        MUST(posix_spawnp(&child, strrchr(program, '/') + 1, NULL, NULL, arguments, variables) == 0);
        wait_for(child);
    } else if (strncmp(how, "system", 6) == 0) {
        environ = variables;
        MUST(!system(command) == !endless); /* -1 before glibc 2.33 */
    } else if (strncmp(how, "popen", 5) == 0) {
        char line[2048];
        environ = variables;
        FILE *stream = popen(command, "r");
        MUST(stream);
        while (fgets(line, sizeof line, stream))
            say("%.*s", (int)strcspn(line, "\n"), line);
        MUST(pclose(stream) == 0);
    } else {
        return false;
    }
    return true;
}

static void fail_to_start(char *const *variables)
{
    pid_t child;
    say("execve %d", execve(program, arguments, variables) ? errno : 0);
    say("fexecve %d", fexecve(open(program, O_RDONLY | O_CLOEXEC), arguments, variables) ? errno : 0);
    say("posix_spawn %d", posix_spawn(&child, program, NULL, NULL, arguments, variables));
}

/* Each in a child of its own, for it may become a program. */
static void start_without(const char *what, char *const *own, char *const *variables)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        fexecve(open(program, O_RDONLY | O_CLOEXEC), own, variables);
        _exit(errno);
    }
    MUST(waitpid(child, &status, 0) == child);
    say("%s %d", what, WEXITSTATUS(status));
}

int main(int count, char **given)
{
    MUST(count >= 2);
    if (strcmp(given[1], "show") == 0) {
        show();
        return 0;
    }
    MUST(readlink("/proc/self/exe", program, sizeof program - 1) > 0);
    if (strcmp(given[1], "wild") == 0) {
        fail_to_start((char **)8);
        fail_to_start((char *[]){(char *)8, NULL});
        return 0;
    }
    if (strcmp(given[1], "without") == 0) {
        start_without("arguments", NULL, environ);
        start_without("variables", arguments, NULL);
        return 0;
    }
    if (strcmp(given[1], "twice") == 0) {
        pid_t child;
        char *twice[] = {program, "posix_spawn", NULL};
        MUST(posix_spawn(&child, program, NULL, NULL, twice, given + 2) == 0);
        wait_for(child);
        return 0;
    }
    const char *how = given[1];
    char **variables = given + 2, **before = environ;
    if (!spawn(how, variables)) {
        bool here = strncmp(how, "here-", 5) == 0, shares = strncmp(how, "vfork-", 6) == 0;
        pid_t child = here ? 0 : shares ? vfork() : fork();
        if (child == 0)
            replace(here ? how + 5 : shares ? how + 6 : how, variables);
        wait_for(child);
    }
    environ = before;
    say("back %d", kill(getpid(), 0) ? errno : 0);
    return 0;
}
