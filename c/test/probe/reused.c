/* reused RUN: in a child of fork, the thread that forked ends, and a new one is given its storage. That one reads the
 * clock while another changes the rules to RUN/next.conf and takes them over. Says whether the storage was the same,
 * and how often what was read was less than what had been read before. */
#include <pthread.h>
#include <sys/wait.h>

#include "probe.h"

#define READS 3000000

/* Of the first thread, then of the one that is given it. */
static __attribute__((aligned(4096))) char stack[1 << 20];
static pthread_attr_t attributes;
static const char *run_directory;
static void *first_storage;
static int begun;

static double monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void *read_clock(void *unused)
{
    double last = monotonic();
    int backwards = 0;
    for (int i = 0; i < READS; i++) {
        double now = monotonic();
        backwards += now < last;
        last = now;
        __atomic_store_n(&begun, i > 1000, __ATOMIC_RELAXED);
    }
    say("storage %d", __builtin_thread_pointer() == first_storage);
    say("backwards %d", backwards);
    return unused;
}

/* Only then is its storage given away. */
static bool first_has_ended(void)
{
    char status[512] = "";
    int fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/stat", O_RDONLY, 0);
    syscall(SYS_read, fd, status, sizeof status - 1);
    probe_close(fd);
    return strstr(status, ") Z ");
}

/* Begins before the first thread of the child has ended, so it has storage of its own. */
static void *succeed(void *unused)
{
    pthread_t reader;
    char next[4096], rules[4096], control[4096];
    snprintf(next, sizeof next, "%s/next.conf", run_directory);
    snprintf(rules, sizeof rules, "%s/time.conf", run_directory);
    snprintf(control, sizeof control, "%s/control", run_directory);
    while (!first_has_ended())
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_JOINABLE);
    MUST(pthread_create(&reader, &attributes, read_clock, NULL) == 0);
    while (!__atomic_load_n(&begun, __ATOMIC_RELAXED))
        ;
    MUST(probe_change_rules(next, rules, control) == 0);
    nanosleep(&(struct timespec){0, 1000000}, NULL);
    pthread_join(reader, NULL);
    _exit(0);
    return unused;
}

static void *fork_away(void *unused)
{
    pid_t child = fork();
    if (child == 0) {
        pthread_t successor;
        monotonic();
        first_storage = __builtin_thread_pointer();
        MUST(pthread_create(&successor, NULL, succeed, NULL) == 0);
        pthread_detach(successor);
        pthread_exit(unused);
    }
    int status = -1;
    MUST(child > 0 && waitpid(child, &status, 0) == child && status == 0);
    _exit(0);
    return unused;
}

static void *end(void *unused)
{
    pthread_exit(unused);
}

int main(int count, char **arguments)
{
    pthread_t thread;
    MUST(count == 2);
    /* glibc loads a library for the first one that ends so, which is not to be half there when another forks. */
    MUST(pthread_create(&thread, NULL, end, NULL) == 0 && pthread_join(thread, NULL) == 0);
    run_directory = arguments[1];
    monotonic();
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, stack, sizeof stack);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    MUST(pthread_create(&thread, &attributes, fork_away, NULL) == 0);
    pthread_exit(NULL);
}
