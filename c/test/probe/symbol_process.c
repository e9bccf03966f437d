/* symbol_process DIRECTORY COUNT NAME: calls one libc function COUNT times, each time in a way that succeeds on a whole
 * system and with exactly one call of its operation in this process; says of each whether it failed, errno, - and how
 * long it took. symbol_process list: says which functions the libc has, and which are known here. symbol_process end:
 * does nothing.
 *
 * Children are made and waited for by system calls of the probe's own. What replaces the program is called in a child
 * of vfork, which shares this process's memory, so that it is this process that counts. */
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <threads.h>

#include "attempt.h"

extern char **environ;

static char program[4096];
static char *end[] = {program, "end", NULL};
static void leave(int status)
{
    syscall(SYS_exit_group, status);
}

static pid_t raw_child(void)
{
    pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (!child)
        leave(0);
    MUST(child > 0);
    return child;
}

static void raw_wait(pid_t child)
{
    int status;
    MUST(syscall(SYS_wait4, child, &status, 0, NULL) == child);
    MUST(status == 0);
}

/* Of functions that return the number: errno is nobody's business. */
static bool number(int result)
{
    if (result) {
        MUST(after == preset);
        after = result;
    }
    return result != 0;
}

static void *nothing(void *argument)
{
    return argument;
}

static bool try_pthread_create(void *function)
{
    int result;
    pthread_t thread;
    DO(result =
           FUNCTION(int, pthread_t *, const pthread_attr_t *, void *(*)(void *), void *)(&thread, NULL, nothing, NULL));
    if (!result)
        MUST(pthread_join(thread, NULL) == 0);
    return number(result);
}

static int none(void *argument)
{
    (void)argument;
    return 0;
}

static bool try_thrd_create(void *function)
{
    int result;
    thrd_t thread;
    DO(result = FUNCTION(int, thrd_t *, thrd_start_t, void *)(&thread, none, NULL));
    if (result == thrd_success)
        MUST(thrd_join(thread, NULL) == thrd_success);
    return number(result == thrd_nomem ? ENOMEM : result == thrd_error ? EAGAIN : result);
}

static bool forked(pid_t child)
{
    if (!child)
        leave(0);
    if (child > 0)
        raw_wait(child);
    return child < 0;
}

static bool try_fork(void *function)
{
    pid_t child;
    DO(child = FUNCTION(pid_t, void)());
    return forked(child);
}

static bool try_forkpty(void *function)
{
    pid_t child;
    int terminal = -1;
    DO(child = FUNCTION(pid_t, int *, char *, void *, void *)(&terminal, NULL, NULL, NULL));
    bool failed = forked(child);
    close(terminal);
    return failed;
}

/* The caller ends when it succeeds. */
static bool try_daemon(void *function)
{
    static volatile pid_t caller;
    static volatile int result;
    int status;
    result = 0;
    pid_t child = vfork();
    if (!child) {
        caller = (pid_t)syscall(SYS_getpid);
        DO(result = FUNCTION(int, int, int)(1, 1));
        leave(result < 0 ? 1 : 0);
    }
    MUST(child > 0 && child == caller);
    MUST(syscall(SYS_wait4, child, &status, 0, NULL) == child);
    MUST(WIFEXITED(status) && WEXITSTATUS(status) == (result < 0));
    if (!result)
        after = preset;
    return result < 0;
}

static bool try_posix_spawn(void *function)
{
    int result;
    pid_t child;
    DO(result = FUNCTION(int, pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
                         char *const[], char *const[])(&child, program, NULL, NULL, end, environ));
    if (!result)
        raw_wait(child);
    return number(result);
}

/* Runs what comes in a child that is another program afterwards. */
#define REPLACE(call)                                                                                                  \
    do {                                                                                                               \
        int status;                                                                                                    \
        after = preset;                                                                                                \
        pid_t child = vfork();                                                                                         \
        if (!child) {                                                                                                  \
            DO(call);                                                                                                  \
            leave(1);                                                                                                  \
        }                                                                                                              \
        MUST(child > 0 && syscall(SYS_wait4, child, &status, 0, NULL) == child && WIFEXITED(status));                  \
        return WEXITSTATUS(status) != 0;                                                                               \
    } while (0)

static bool try_execve(void *function)
{
    REPLACE(FUNCTION(int, const char *, char *const[], char *const[])(program, end, environ));
}

static bool try_execv(void *function)
{
    REPLACE(FUNCTION(int, const char *, char *const[])(program, end));
}

static bool try_execl(void *function)
{
    REPLACE(FUNCTION(int, const char *, const char *, ...)(program, program, "end", NULL));
}

static bool try_execle(void *function)
{
    REPLACE(FUNCTION(int, const char *, const char *, ...)(program, program, "end", NULL, environ));
}

static bool try_fexecve(void *function)
{
    static int file = -1;
    file = file < 0 ? open(program, O_RDONLY | O_CLOEXEC) : file;
    MUST(file >= 0);
    REPLACE(FUNCTION(int, int, char *const[], char *const[])(file, end, environ));
}

static bool try_execveat(void *function)
{
    REPLACE(FUNCTION(int, int, const char *, char *const[], char *const[], int)(AT_FDCWD, program, end, environ, 0));
}

/* A child that was not waited for is there to be waited for. */
static bool waited(pid_t result, pid_t child)
{
    MUST(result == child || result < 0);
    if (result < 0)
        raw_wait(child);
    return result < 0;
}

static bool try_waitpid(void *function)
{
    int status;
    pid_t result, child = raw_child();
    DO(result = FUNCTION(pid_t, pid_t, int *, int)(child, preset ? &status : NULL, 0));
    return waited(result, child);
}

static bool try_wait(void *function)
{
    int status;
    pid_t result, child = raw_child();
    DO(result = FUNCTION(pid_t, int *)(preset ? &status : NULL));
    return waited(result, child);
}

static bool try_wait3(void *function)
{
    int status;
    struct rusage usage;
    pid_t result, child = raw_child();
    DO(result = FUNCTION(pid_t, int *, int, struct rusage *)(preset ? &status : NULL, 0, &usage));
    return waited(result, child);
}

static bool try_wait4(void *function)
{
    int status;
    struct rusage usage;
    pid_t result, child = raw_child();
    DO(result = FUNCTION(pid_t, pid_t, int *, int, struct rusage *)(child, preset ? &status : NULL, 0, &usage));
    return waited(result, child);
}

static bool try_waitid(void *function)
{
    int result;
    siginfo_t info;
    pid_t child = raw_child();
    DO(result = FUNCTION(int, idtype_t, id_t, siginfo_t *, int)(P_PID, (id_t)child, preset ? &info : NULL, WEXITED));
    return waited(result ? -1 : child, child);
}

static bool try_system(void *function)
{
    int result;
    DO(result = FUNCTION(int, const char *)(":"));
    MUST(result == 0 || result == -1);
    return result < 0;
}

static bool try_popen(void *function)
{
    FILE *stream;
    DO(stream = FUNCTION(FILE *, const char *, const char *)(":", "r"));
    if (stream)
        MUST(pclose(stream) == 0);
    return !stream;
}

static bool try_kill(void *function)
{
    int result;
    DO(result = FUNCTION(int, pid_t, int)(getpid(), 0));
    return result < 0;
}

static bool try_killpg(void *function)
{
    int result;
    DO(result = FUNCTION(int, pid_t, int)(getpgrp(), 0));
    return result < 0;
}

static bool try_pthread_kill(void *function)
{
    int result;
    DO(result = FUNCTION(int, pthread_t, int)(pthread_self(), 0));
    return number(result);
}

static bool try_dlopen(void *function)
{
    void *program;
    DO(program = FUNCTION(void *, const char *, int)(NULL, 2 /* RTLD_NOW */));
    return !program;
}

static const struct symbol symbols[] = {
    {"pthread_create", try_pthread_create},
    {"thrd_create", try_thrd_create},
    {"fork", try_fork},
    {"vfork", try_fork},
    {"_Fork", try_fork},
    {"forkpty", try_forkpty},
    {"daemon", try_daemon},
    {"posix_spawn", try_posix_spawn},
    {"posix_spawnp", try_posix_spawn},
    {"execve", try_execve},
    {"execv", try_execv},
    {"execvp", try_execv},
    {"execvpe", try_execve},
    {"execl", try_execl},
    {"execlp", try_execl},
    {"execle", try_execle},
    {"fexecve", try_fexecve},
    {"execveat", try_execveat},
    {"waitpid", try_waitpid},
    {"wait", try_wait},
    {"wait3", try_wait3},
    {"wait4", try_wait4},
    {"waitid", try_waitid},
    {"system", try_system},
    {"popen", try_popen},
    {"kill", try_kill},
    {"killpg", try_killpg},
    {"pthread_kill", try_pthread_kill},
    {"dlopen", try_dlopen},
};

#define SYMBOLS (sizeof symbols / sizeof *symbols)

static void prepare(void)
{
}

int main(int count, char **arguments)
{
    probe_keep_voice();
    if (count == 2) {
        if (strcmp(arguments[1], "list") == 0)
            attempt_list(symbols, SYMBOLS);
        return 0;
    }
    MUST(count == 4);
    MUST(readlink("/proc/self/exe", program, sizeof program - 1) > 0);
    attempt_named(symbols, SYMBOLS, arguments[3], atoi(arguments[2]));
    return 0;
}
