/* turns jumps | syncs | forks: a thread syncs a file until that has to wait. Then a handler of a signal jumps out of it
 * for good, or syncs the file itself, or the process forks meanwhile; and another thread, or the child, syncs the file
 * 100 times. Says how many syncs there were in each process, and whether one of them took nearly a second. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "probe.h"

static int fd, syncs;
static bool slow, jumps, interrupted;
static sigjmp_buf place;

static void sync_file(void)
{
    uint64_t start = probe_now();
    __atomic_fetch_add(&syncs, 1, __ATOMIC_RELAXED);
    fsync(fd);
    slow |= probe_now() - start > 900000000;
}

static void set_alarm(int microseconds)
{
    struct itimerval timer = {{0, microseconds}, {0, microseconds}};
    setitimer(ITIMER_REAL, &timer, NULL);
}

static long count_waits(void)
{
    struct rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
}

static long waits;

static void handle(int signal)
{
    (void)signal;
    if (count_waits() == waits)
        return;
    set_alarm(0);
    interrupted = true;
    if (jumps)
        siglongjmp(place, 1);
    sync_file();
}

static void *sync_often(void *unused)
{
    for (int i = 0; i < 100; i++)
        sync_file();
    return unused;
}

static void interrupt(void)
{
    signal(SIGALRM, handle);
    for (int i = 0; i < 100 && !interrupted; i++)
        if (!sigsetjmp(place, 1)) {
            waits = count_waits();
            set_alarm(5000);
            sync_file();
            set_alarm(0);
        }
}

static void fork_meanwhile(void)
{
    int before, now = -1;
    do {
        before = now;
        usleep(5000);
        now = __atomic_load_n(&syncs, __ATOMIC_RELAXED);
    } while (now != before);
    pid_t child = fork();
    if (!child) {
        syncs = 0;
        sync_often(NULL);
        say("%d %s", syncs, slow ? "slow" : "fast");
        _exit(0);
    }
    MUST(child > 0 && waitpid(child, NULL, 0) == child);
}

int main(int count, char **arguments)
{
    pthread_t thread;
    MUST(count == 2 && (fd = open("file", O_RDWR | O_CREAT, 0600)) >= 0);
    jumps = strcmp(arguments[1], "jumps") == 0;
    bool forks = strcmp(arguments[1], "forks") == 0;
    if (!forks)
        interrupt();
    MUST(pthread_create(&thread, NULL, sync_often, NULL) == 0);
    if (forks)
        fork_meanwhile();
    pthread_join(thread, NULL);
    say("%d %s", syncs, slow ? "slow" : "fast");
    return 0;
}
