/* waiting waitpid|wait|wait3|wait4|waitid|system: cancels a thread that is blocked in the call; its cleanup handlers
 * have to run, all of them. Then says whether the child can be waited for. */
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "probe.h"

static const char *how;
static int cleaned;
static pid_t child;

static void clean(void *number)
{
    cleaned = cleaned * 10 + (int)(long)number;
}

static void block(void)
{
    siginfo_t info;
    if (strcmp(how, "waitpid") == 0)
        waitpid(child, NULL, 0);
    else if (strcmp(how, "wait") == 0)
        wait(NULL);
    else if (strcmp(how, "wait3") == 0)
        wait3(NULL, 0, NULL);
    else if (strcmp(how, "wait4") == 0)
        wait4(child, NULL, 0, NULL);
    else if (strcmp(how, "waitid") == 0)
        waitid(P_PID, (id_t)child, &info, WEXITED);
    else if (strcmp(how, "system") == 0)
        system("exec sleep 1");
}

static void *run(void *unused)
{
    pthread_cleanup_push(clean, (void *)2L);
    pthread_cleanup_push(clean, (void *)1L);
    block();
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return unused;
}

static void *nothing(void *argument)
{
    return argument;
}

int main(int count, char **arguments)
{
    pthread_t thread;
    void *result;
    int status;
    MUST(count == 2);
    how = arguments[1];
    child = fork();
    if (!child)
        for (;;)
            pause();
    MUST(child > 0);
    MUST(pthread_create(&thread, NULL, run, NULL) == 0);
    usleep(150000);
    MUST(pthread_cancel(thread) == 0);
    usleep(150000);
    MUST(kill(child, SIGKILL) == 0);
    MUST(pthread_join(thread, &result) == 0);
    say("%s, cleaned %d", result == PTHREAD_CANCELED ? "cancelled" : "returned", cleaned);
    say("waited %d", waitpid(child, &status, 0) == child && WTERMSIG(status) == SIGKILL);
    MUST(pthread_create(&thread, NULL, nothing, NULL) == 0 && pthread_join(thread, NULL) == 0);
    return 0;
}
