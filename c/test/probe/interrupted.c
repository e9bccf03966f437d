/* interrupted: reads a byte, which comes when a handler has forked meanwhile: the child makes a call in the handler and
 * goes on with the read, as its parent does. Says what each has read, and the child's status. */
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "probe.h"

static int ends[2];
static volatile pid_t child = -1;

static void fork_away(int signal)
{
    (void)signal;
    child = fork();
    if (child == 0)
        MUST(fsync(ends[1]) == -1);
    else
        MUST(syscall(SYS_write, ends[1], "xx", 2) == 2);
}

int main(void)
{
    char byte;
    int status;
    const struct sigaction action = {.sa_handler = fork_away, .sa_flags = SA_RESTART};
    MUST(pipe(ends) == 0 && sigaction(SIGALRM, &action, NULL) == 0);
    MUST(setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 20000}}, NULL) == 0);
    ssize_t length = read(ends[0], &byte, 1);
    say("%s %zd", child == 0 ? "child" : "parent", length);
    if (child == 0)
        _exit(0);
    MUST(waitpid(child, &status, 0) == child);
    say("status %d", status);
    return 0;
}
