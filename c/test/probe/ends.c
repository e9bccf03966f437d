/* ends: waits in each way for children that exit or are killed, and says who they were and how they ended. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "probe.h"

static pid_t child_that(int how)
{
    pid_t child = fork();
    MUST(child >= 0);
    if (child == 0 && how < 0) {
        struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        signal(-how, SIG_DFL);
        syscall(SYS_tgkill, getpid(), getpid(), -how);
    }
    if (child == 0)
        _exit(how);
    say("%d %d", (int)child, how);
    return child;
}

int main(void)
{
    int status;
    struct rusage usage;
    siginfo_t info;
    pid_t child = child_that(0);
    MUST(waitpid(child, &status, 0) == child && status == 0);
    child = child_that(3);
    MUST(waitpid(child, NULL, 0) == child);
    child = child_that(-SIGKILL);
    MUST(wait(&status) == child && WTERMSIG(status) == SIGKILL);
    child = child_that(255);
    MUST(wait3(&status, 0, &usage) == child && WEXITSTATUS(status) == 255);
    child = child_that(-SIGSEGV);
    MUST(wait4(child, &status, 0, NULL) == child && WTERMSIG(status) == SIGSEGV);
    child = child_that(7);
    MUST(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) == 0 && info.si_status == 7);
    MUST(waitid(P_PID, (id_t)child, NULL, WEXITED) == 0);
    child = child_that(-SIGTERM);
    MUST(waitid(P_ALL, 0, &info, WEXITED) == 0 && info.si_pid == child && info.si_code == CLD_KILLED);

    /* What has not ended yet, and what nobody knows. */
    child = fork();
    if (!child)
        for (;;)
            pause();
    MUST(waitpid(child, &status, WNOHANG) == 0);
    MUST(waitid(P_ALL, 0, &info, WEXITED | WNOHANG) == 0 && info.si_pid == 0);
    MUST(kill(child, SIGSTOP) == 0);
    MUST(waitid(P_PID, (id_t)child, &info, WSTOPPED | WNOWAIT) == 0 && info.si_code == CLD_STOPPED);
    MUST(waitid(P_PID, (id_t)child, &info, WSTOPPED) == 0 && info.si_code == CLD_STOPPED);
    MUST(kill(child, SIGCONT) == 0 && kill(child, SIGSTOP) == 0);
    MUST(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
    MUST(kill(child, SIGKILL) == 0);
    MUST(waitid(P_PID, (id_t)child, &info, WEXITED) == 0);
    say("%d %d", (int)child, -SIGKILL);
    MUST(waitpid(-1, &status, 0) < 0 && errno == ECHILD);
    MUST(waitpid(1, (int *)8, 0) < 0 && errno == ECHILD);
    return 0;
}
