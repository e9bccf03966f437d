/* siblings HOW OBJECT: makes five children at once in that way, each of which comes to its first call later than the
 * one after it; "thread": each by a thread of its own, that comes to that later. OBJECT makes programs slow to start.
 * Each says `<which> <process>`. siblings leaf WHICH: one of them.
 */
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include "probe.h"

#define SIBLINGS 5

static bool rising;
static char program[4096], which[16], delay[32], preload[4200];

static long milliseconds(int number)
{
    return (rising ? number + 1 : SIBLINGS - number) * 25;
}

static void leaf(int number)
{
    MUST(kill(getpid(), 0) == 0);
    say("%d %d", number, (int)getpid());
}

static void slowly(int number)
{
    struct timespec time = {0, milliseconds(number) * 1000000};
    syscall(SYS_nanosleep, &time, NULL);
    leaf(number);
    _exit(0);
}

static pid_t start(const char *how, int number)
{
    char *arguments[] = {program, "leaf", which, NULL}, *variables[] = {preload, delay, NULL};
    snprintf(which, sizeof which, "%d", number);
    snprintf(delay, sizeof delay, "DELAY=%ld", milliseconds(number));
    pid_t child = -1;
    if (strcmp(how, "posix_spawn") == 0) {
        MUST(posix_spawn(&child, program, NULL, NULL, arguments, variables) == 0);
    } else if (strcmp(how, "vfork") == 0) {
        child = vfork();
        if (!child)
            execve(program, arguments, variables);
    } else {
        child = fork();
        if (!child && strcmp(how, "exec") == 0)
            execve(program, arguments, variables);
        if (!child && strcmp(how, "orphan") == 0)
            _exit(fork() ? 0 : (execve(program, arguments, variables), 1));
        if (!child)
            slowly(number);
    }
    MUST(child > 0);
    return child;
}

static void *one_child(void *number)
{
    struct timespec time = {0, milliseconds((int)(intptr_t)number) * 1000000};
    syscall(SYS_nanosleep, &time, NULL);
    pid_t child = fork();
    if (!child) {
        leaf((int)(intptr_t)number);
        _exit(0);
    }
    MUST(child > 0);
    return NULL;
}

static void by_threads(void)
{
    pthread_t threads[SIBLINGS];
    for (intptr_t i = 0; i < SIBLINGS; i++)
        MUST(pthread_create(&threads[i], NULL, one_child, (void *)i) == 0);
    for (int i = 0; i < SIBLINGS; i++)
        pthread_join(threads[i], NULL);
}

int main(int count, char **given)
{
    MUST(count >= 3);
    if (strcmp(given[1], "leaf") == 0) {
        leaf(atoi(given[2]));
        return 0;
    }
    rising = strcmp(given[3], "rising") == 0;
    MUST(readlink("/proc/self/exe", program, sizeof program - 1) > 0);
    snprintf(preload, sizeof preload, "LD_PRELOAD=%s", given[2]);
    if (strcmp(given[1], "thread") == 0)
        by_threads();
    for (int i = 0; i < SIBLINGS && strcmp(given[1], "thread"); i++)
        start(given[1], i);
    while (wait(NULL) > 0)
        continue;
    return 0;
}
