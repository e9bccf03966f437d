/* narrow: starts programs with 150 variables in their environment from threads with 16 KiB of stack, in each way; says
 * how each ended. */
#include <pthread.h>
#include <spawn.h>
#include <sys/wait.h>

#include "probe.h"

extern char **environ;

static char program[4096], *arguments[] = {program, "end", NULL}, *variables[152], names[150][8];

static int ending(pid_t child)
{
    int status;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void *spawn(void *unused)
{
    pid_t child = -1;
    posix_spawn(&child, program, NULL, NULL, arguments, variables);
    say("%d", ending(child));
    return unused;
}

static void *share(void *unused)
{
    pid_t child = vfork();
    if (!child) {
        execve(program, arguments, variables);
        _exit(1);
    }
    say("%d", ending(child));
    return unused;
}

static void *copy(void *unused)
{
    pid_t child = fork();
    if (!child) {
        execvpe(program, arguments, variables);
        _exit(1);
    }
    say("%d", ending(child));
    return unused;
}

static void *ask_shell(void *unused)
{
    say("%d", WEXITSTATUS(system("exit 7")));
    return unused;
}

static void *list(void *unused)
{
    pid_t child = vfork();
    if (!child) {
        execle(program, program, "end", NULL, variables);
        _exit(1);
    }
    say("%d", ending(child));
    return unused;
}

int main(int count, char **given)
{
    static void *(*const ways[])(void *) = {spawn, share, copy, ask_shell, list};
    (void)given;
    if (count == 2)
        return 7;
    MUST(readlink("/proc/self/exe", program, sizeof program - 1) > 0);
    for (int i = 0; i < 150; i++) {
        snprintf(names[i], sizeof names[i], "V%d=x", i);
        variables[i] = names[i];
    }
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        pthread_attr_t attributes;
        pthread_t thread;
        MUST(pthread_attr_init(&attributes) == 0);
        /* glibc wants eight times that on arm64. */
        if (pthread_attr_setstacksize(&attributes, 16384))
            MUST(pthread_attr_setstacksize(&attributes, 131072) == 0);
        MUST(pthread_create(&thread, &attributes, ways[i], NULL) == 0);
        MUST(pthread_join(thread, NULL) == 0);
    }
    return 0;
}
