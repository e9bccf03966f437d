/* Times libc calls, most of them on files, in the program that it is started as: bare, or with libraries preloaded.
 *
 *     calls DIRECTORY THREADS BATCHES LENGTH
 *
 * Each thread makes every call LENGTH times in each of BATCHES batches, on files of its own in the directory, all
 * threads the same call at a time, each on a processor of its own as far as there are any. Prints a line for each call:
 * its name and nanoseconds per call, the mean over the threads of each one's fastest batch. Exit code 1 when a call
 * fails. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline))
#define MOST_THREADS 64
#define WRITTEN 64

struct files {
    char path[4096];
    int data;    /* in the page cache */
    int scratch; /* without a name */
};

static void check(int good, const char *what)
{
    if (good)
        return;
    perror(what);
    exit(1);
}

/* Callgrind tells the phases apart by the names of these functions. */
static NOINLINE void phase_pread(const struct files *files, long length)
{
    char byte;
    while (length--)
        check(pread(files->data, &byte, 1, 0) == 1, "pread");
}

static NOINLINE void phase_write(const struct files *files, long length)
{
    static const char bytes[WRITTEN];
    while (length--)
        check(pwrite(files->scratch, bytes, sizeof bytes, 0) == sizeof bytes, "pwrite");
}

static NOINLINE void phase_open_close(const struct files *files, long length)
{
    while (length--) {
        int fd = open(files->path, O_RDONLY);
        check(fd >= 0 && close(fd) == 0, "open and close");
    }
}

static NOINLINE void phase_stat(const struct files *files, long length)
{
    struct stat status;
    while (length--)
        check(stat(files->path, &status) == 0, "stat");
}

/* Of names that the library does not remember: there are more of them than it has room for. */
static NOINLINE void phase_stat_many(const struct files *files, long length)
{
    char path[sizeof files->path + 16];
    struct stat status;
    char *number = path + snprintf(path, sizeof path, "%s.0000", files->path);
    for (long i = 0; i < length; i++) {
        number[-1] = (char)('0' + (i & 15));
        number[-2] = (char)('0' + (i >> 4 & 15));
        number[-3] = (char)('0' + (i >> 8 & 15));
        check(stat(path, &status) == -1, "stat of no file");
    }
}

static NOINLINE void phase_clock_gettime(const struct files *files, long length)
{
    struct timespec time;
    (void)files;
    while (length--)
        check(clock_gettime(CLOCK_MONOTONIC, &time) == 0, "clock_gettime");
}

static NOINLINE void phase_end(void)
{
    __asm__ volatile("");
}

static const struct {
    const char *name;
    void (*make)(const struct files *files, long length);
} phases[] = {
    {"pread", phase_pread}, {"write", phase_write},         {"open+close", phase_open_close},
    {"stat", phase_stat},   {"stat-many", phase_stat_many}, {"clock_gettime", phase_clock_gettime},
};
#define PHASES (sizeof phases / sizeof *phases)

static const char *directory;
static long threads, batches, batch_length;
static pthread_barrier_t barrier;
static double fastest[MOST_THREADS][PHASES];

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

static void open_files(struct files *files, long thread)
{
    static const char page[4096];
    snprintf(files->path, sizeof files->path, "%s/scratch-%ld", directory, thread);
    files->scratch = open(files->path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    check(files->scratch >= 0 && unlink(files->path) == 0, files->path);
    snprintf(files->path, sizeof files->path, "%s/data-%ld", directory, thread);
    files->data = open(files->path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    check(files->data >= 0 && write(files->data, page, sizeof page) == sizeof page, files->path);
}

/* The first batch, of the same length, is not counted: it warms up. */
static void *measure(void *argument)
{
    long thread = (long)argument;
    struct files files;
    pin(thread);
    open_files(&files, thread);
    for (size_t i = 0; i < PHASES; i++) {
        fastest[thread][i] = 1e18;
        for (long batch = 0; batch <= batches; batch++) {
            pthread_barrier_wait(&barrier);
            double start = now();
            phases[i].make(&files, batch_length);
            double taken = (now() - start) / (double)batch_length;
            if (batch > 0 && taken < fastest[thread][i])
                fastest[thread][i] = taken;
        }
    }
    phase_end();
    return NULL;
}

int main(int count, char **arguments)
{
    pthread_t others[MOST_THREADS];
    if (count != 5)
        return fprintf(stderr, "usage: calls DIRECTORY THREADS BATCHES LENGTH\n"), 2;
    directory = arguments[1];
    threads = atol(arguments[2]);
    batches = atol(arguments[3]);
    batch_length = atol(arguments[4]);
    if (threads < 1 || threads > MOST_THREADS || batches < 1 || batch_length < 1)
        return fprintf(stderr, "calls: expected 1 to %d threads and numbers above 0\n", MOST_THREADS), 2;
    pthread_barrier_init(&barrier, NULL, (unsigned)threads);
    for (long i = 1; i < threads; i++)
        check(pthread_create(&others[i], NULL, measure, (void *)i) == 0, "pthread_create");
    measure(NULL);
    for (long i = 1; i < threads; i++)
        pthread_join(others[i], NULL);
    for (size_t i = 0; i < PHASES; i++) {
        double sum = 0;
        for (long thread = 0; thread < threads; thread++)
            sum += fastest[thread][i];
        printf("%s %.2f\n", phases[i].name, sum / (double)threads);
    }
    return 0;
}
