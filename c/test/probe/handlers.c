/* handlers: forks with handlers of pthread_atfork that make calls themselves, and with signals blocked; says what the
 * parent and the child find. */
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#include "probe.h"

static char order[16];

static void note(char what)
{
    order[strlen(order)] = what;
    kill(getpid(), 0);
}

static void prepare(void)
{
    note('p');
}

static void in_parent(void)
{
    note('a');
}

static void in_child(void)
{
    note('c');
}

int main(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    MUST(pthread_atfork(prepare, in_parent, in_child) == 0);
    errno = 77;
    pid_t child = fork();
    MUST(errno == 77);
    sigprocmask(SIG_BLOCK, NULL, &set);
    if (child == 0) {
        say("child %s %d %d", order, sigismember(&set, SIGUSR1), sigismember(&set, SIGUSR2));
        _exit(kill(getpid(), 0) ? 1 : 0);
    }
    int status;
    MUST(waitpid(child, &status, 0) == child && status == 0);
    say("parent %s %d %d", order, sigismember(&set, SIGUSR1), sigismember(&set, SIGUSR2));
    return 0;
}
