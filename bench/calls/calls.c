/* Times libc calls in the program that it is started as: bare, or with libraries preloaded.
 *
 *     calls                                                      prints the calls, see calls.def
 *     calls DIRECTORY PROGRAM THREADS BATCHES LENGTH [CALL...]   times all of them, or those that are named
 *
 * Each thread makes a call LENGTH times in each of BATCHES batches (slow calls a fraction of that), on files and
 * sockets of its own, all threads the same call at a time, each on a processor of its own as far as there are any.
 * Prints a line for each call: nanoseconds per call, the mean over the threads of each one's fastest batch, and the
 * name. Exit code 1 when a call fails. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#include "worker.h"

#define MOST_THREADS 64

/* Of each kind one call is made for so many of LENGTH. */
enum kind { FAST = 1, SLOW = 100, HEAVY = 250 };

static const struct {
    const char *name, *library;
    phase *make;
    int entries;
    enum kind kind;
} calls[] = {
#define CALL(name, library, function, entries, kind) {name, #library, phase_##function, entries, kind},
#include "calls.def"
#undef CALL
};
#define CALLS (sizeof calls / sizeof *calls)

static const char *directory, *program;
static long threads, batches, batch_length;
static char wanted[CALLS];
static pthread_barrier_t barrier;
static double fastest[MOST_THREADS][CALLS];

void check(int good, const char *what)
{
    if (good)
        return;
    perror(what);
    exit(1);
}

static NOINLINE void phase_end(void)
{
    __asm__ volatile("");
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* From the last processor on: the first one serves most interrupts. */
static void pin(long thread)
{
    cpu_set_t all, one;
    if (sched_getaffinity(0, sizeof all, &all))
        return;
    long skip = thread % CPU_COUNT(&all);
    for (int cpu = CPU_SETSIZE - 1; cpu >= 0; cpu--)
        if (CPU_ISSET(cpu, &all) && skip-- == 0) {
            CPU_ZERO(&one);
            CPU_SET(cpu, &one);
            sched_setaffinity(0, sizeof one, &one);
            return;
        }
}

/* The first batch, of the same length, is not counted: it warms up. */
static double time_call(struct worker *worker, size_t call)
{
    long length = (batch_length + calls[call].kind - 1) / calls[call].kind;
    double least = 1e18;
    for (long batch = 0; batch <= batches; batch++) {
        pthread_barrier_wait(&barrier);
        double start = now();
        calls[call].make(worker, length);
        double taken = (now() - start) / (double)length;
        if (batch > 0 && taken < least)
            least = taken;
    }
    return least;
}

static void *measure(void *argument)
{
    long thread = (long)argument;
    struct worker worker = {.program = program};
    pin(thread);
    prctl(PR_SET_TIMERSLACK, 1);
    worker_open_files(&worker, directory, thread);
    worker_open_sockets(&worker);
    for (size_t i = 0; i < CALLS; i++)
        if (wanted[i])
            fastest[thread][i] = time_call(&worker, i);
    phase_end();
    return NULL;
}

static int list(void)
{
    for (size_t i = 0; i < CALLS; i++) {
        const char *kind = calls[i].kind == FAST ? "fast" : calls[i].kind == SLOW ? "slow" : "heavy";
        printf("%s %d %s %s\n", calls[i].library, calls[i].entries, kind, calls[i].name);
    }
    return 0;
}

static int want(const char *name)
{
    for (size_t i = 0; i < CALLS; i++)
        if (strcmp(calls[i].name, name) == 0)
            return wanted[i] = 1;
    return fprintf(stderr, "calls: %s: no such call\n", name), 0;
}

int main(int count, char **arguments)
{
    pthread_t others[MOST_THREADS];
    if (count == 1)
        return list();
    if (count < 6)
        return fprintf(stderr, "usage: calls [DIRECTORY PROGRAM THREADS BATCHES LENGTH [CALL...]]\n"), 2;
    directory = arguments[1];
    program = arguments[2];
    threads = atol(arguments[3]);
    batches = atol(arguments[4]);
    batch_length = atol(arguments[5]);
    if (threads < 1 || threads > MOST_THREADS || batches < 1 || batch_length < 1 || batch_length > FILE_SIZE)
        return fprintf(stderr, "calls: expected 1 to %d threads and numbers above 0\n", MOST_THREADS), 2;
    memset(wanted, count == 6, sizeof wanted);
    for (int i = 6; i < count; i++)
        if (!want(arguments[i]))
            return 2;
    pthread_barrier_init(&barrier, NULL, (unsigned)threads);
    for (long i = 1; i < threads; i++)
        check(pthread_create(&others[i], NULL, measure, (void *)i) == 0, "pthread_create");
    measure(NULL);
    for (long i = 1; i < threads; i++)
        pthread_join(others[i], NULL);
    for (size_t i = 0; i < CALLS; i++) {
        double sum = 0;
        for (long thread = 0; thread < threads; thread++)
            sum += fastest[thread][i];
        if (wanted[i])
            printf("%.2f %s\n", sum / (double)threads, calls[i].name);
    }
    return 0;
}
