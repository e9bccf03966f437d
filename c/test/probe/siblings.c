/* siblings HOW OBJECT: makes five children at once in that way, each of which comes to its first call later than the
 * one after it; "thread" and "timer": each by a thread of its own, that comes to that later. OBJECT makes programs slow
 * to start. Each says `<which> <process>`. siblings leaf WHICH: one of them.
 */
#include <pthread.h>
#include <semaphore.h>
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

static sem_t finished;

static void make_late(int number, bool in_memory_of_parent)
{
    struct timespec time = {0, milliseconds(number) * 1000000};
    char digits[2] = {(char)('0' + number), 0}, at_once[] = "DELAY=0";
    char *arguments[] = {program, "leaf", digits, NULL}, *variables[] = {preload, at_once, NULL};
    syscall(SYS_nanosleep, &time, NULL);
    pid_t child = in_memory_of_parent ? vfork() : fork();
    if (!child) {
        execve(program, arguments, variables);
        _exit(1);
    }
    MUST(child > 0 && sem_post(&finished) == 0);
}

static void *in_thread(void *number)
{
    make_late((int)(intptr_t)number, false);
    return NULL;
}

static void in_tick(union sigval number)
{
    make_late(number.sival_int, true);
}

/* By threads of the program's, or those that the libc makes for timers. */
static void by_threads(bool timers)
{
    pthread_t thread;
    timer_t timer;
    MUST(sem_init(&finished, 0, 0) == 0);
    for (int i = 0; i < SIBLINGS; i++) {
        struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = in_tick};
        event.sigev_value.sival_int = i;
        struct itimerspec soon = {{0, 0}, {0, (i + 1) * 5000000}};
        if (timers)
            MUST(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 && timer_settime(timer, 0, &soon, NULL) == 0);
        else
            MUST(pthread_create(&thread, NULL, in_thread, (void *)(intptr_t)i) == 0);
    }
    for (int i = 0; i < SIBLINGS; i++)
        while (sem_wait(&finished))
            continue;
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
    bool timers = strcmp(given[1], "timer") == 0, threads = timers || strcmp(given[1], "thread") == 0;
    if (threads)
        by_threads(timers);
    for (int i = 0; i < SIBLINGS && !threads; i++)
        start(given[1], i);
    while (wait(NULL) > 0)
        continue;
    return 0;
}
