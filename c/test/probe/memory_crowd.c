/* memory_crowd threads | forks | signals | rules MS | exact ROUNDS | parts ROUNDS: gets memory and gives it back where
 * that is hard: in a thousand threads with stacks of 16 KiB, in children of a program with threads, in a signal
 * handler, while other rules come a hundred times a second, in threads that each give back parts of one mapping. Says
 * how many requests failed and, of rules, by how much its memory grew, in KiB. */
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "probe.h"

static int done, failed;

static void count_failure(bool failure)
{
    if (failure)
        __atomic_fetch_add(&failed, 1, __ATOMIC_RELAXED);
}

/* Whatever of it fails, nothing is left behind. */
static void map_some(void)
{
    char *pages = mmap(NULL, 16384, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    count_failure(pages == MAP_FAILED);
    if (pages == MAP_FAILED)
        return;
    pages[0] = 1;
    for (int page = 0; page < 4; page++)
        while (munmap(pages + 4096 * (5 - page) % 16384, 4096))
            continue;
}

static void get_some(void)
{
    char *block = malloc(100), *cleared = calloc(10, 100), *copy = strdup("text");
    void *aligned = NULL;
    int error = posix_memalign(&aligned, 64, 1000);
    char *larger = block ? realloc(block, 5000) : NULL;
    count_failure(!block);
    count_failure(!cleared);
    count_failure(!copy);
    count_failure(error);
    count_failure(block && !larger);
    free(larger ? larger : block);
    free(cleared);
    free(copy);
    free(error ? NULL : aligned);
}

static void some(void)
{
    get_some();
    map_some();
}

static pthread_barrier_t barrier;

static void *once(void *unused)
{
    pthread_barrier_wait(&barrier);
    some();
    pthread_barrier_wait(&barrier);
    return unused;
}

static void *on_and_on(void *unused)
{
    while (!__atomic_load_n(&done, __ATOMIC_RELAXED))
        some();
    return unused;
}

static void *map_on_and_on(void *unused)
{
    while (!__atomic_load_n(&done, __ATOMIC_RELAXED))
        map_some();
    return unused;
}

static pthread_t threads[1000];

static void crowd(int count, size_t stack, void *(*work)(void *))
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    if (stack)
        MUST(pthread_attr_setstacksize(&attributes, stack) == 0);
    pthread_barrier_init(&barrier, NULL, (unsigned)count);
    for (int i = 0; i < count; i++) {
        int error, tries = 100; /* a rule may be about what it allocates */
        while ((error = pthread_create(&threads[i], &attributes, work, NULL)) == EAGAIN && tries--)
            continue;
        if (error) {
            say("FAILED thread %d: %s", i, strerror(error));
            _exit(97);
        }
    }
}

static void join(int count)
{
    __atomic_store_n(&done, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
}

static void fork_children(void)
{
    int well = 0;
    crowd(4, 0, on_and_on);
    for (int i = 0; i < 100; i++) {
        int status;
        pid_t child = fork();
        if (!child) {
            for (int k = 0; k < 20; k++)
                some();
            _exit(0);
        }
        MUST(child > 0 && waitpid(child, &status, 0) == child);
        well += WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    join(4);
    say("%d children ended well", well);
}

static int handled;

static void handle(int signal)
{
    int error = errno;
    (void)signal;
    handled++;
    map_some();
    errno = error;
}

static void handle_signals(void)
{
    struct sigaction action;
    int spoiled = 0;
    memset(&action, 0, sizeof action);
    action.sa_handler = handle;
    sigaction(SIGALRM, &action, NULL);
    struct itimerval timer = {{0, 500}, {0, 500}};
    uint64_t end = probe_now() + 300000000u;
    setitimer(ITIMER_REAL, &timer, NULL);
    while (probe_now() < end) {
        errno = 77;
        free(malloc(100));
        spoiled += errno != 77 && errno != ENOMEM;
        map_some();
    }
    timer.it_interval.tv_usec = timer.it_value.tv_usec = 0;
    setitimer(ITIMER_REAL, &timer, NULL);
    say("handled %d, spoiled %d", handled > 10, spoiled);
}

static void change_rules(const char *rules)
{
    char text[600], unfinished[620], control[600];
    const char *run = getenv("CHAOS_CONFIG_DIR");
    snprintf(text, sizeof text, "%s/memory.conf", run);
    snprintf(unfinished, sizeof unfinished, "%s.new", text);
    snprintf(control, sizeof control, "%s/control", run);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, unfinished, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    syscall(SYS_write, fd, rules, strlen(rules));
    probe_close(fd);
    MUST(probe_change_rules(unfinished, text, control) == 0);
}

static void under_changing_rules(long milliseconds)
{
    static const char *const rules[] = {"malloc:ENOMEM@0.5\n", "malloc:LIMIT:4KiB\nmmap:LIMIT:16KiB\n", "# nothing\n",
                                        "*:ENOMEM@0.1\ncalloc:LATENCY:10us\n",
                                        "mmap/anon:LIMIT:1MiB\nmalloc:LIMIT:1MiB\n"};
    int changes = 0;
    crowd(8, 0, on_and_on);
    usleep(100000);
    long before = probe_private_memory();
    for (uint64_t end = probe_now() + (uint64_t)milliseconds * 1000000; probe_now() < end; usleep(10000))
        change_rules(rules[changes++ % 5]);
    long grown = probe_private_memory() - before;
    join(8);
    say("changes %d", changes);
    say("grown %ld", grown);
}

#define ALLOWED 64

/* How many pages can be had where so many are allowed; they are given back. */
static int had_pages(void)
{
    char *pages[ALLOWED + 5];
    int had, count;
    for (had = 0; had < ALLOWED + 5; had++)
        if ((pages[had] = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) == MAP_FAILED)
            break;
    for (count = had; had--;)
        munmap(pages[had], 4096);
    return count;
}

/* Rules come into force while threads map and unmap; when these have ended, all that is allowed is there to be had. */
static void exactly(int rounds)
{
    int wrong = 0;
    for (int round = 0; round < rounds; round++) {
        char rules[64];
        snprintf(rules, sizeof rules, "# %d\nmmap/anon:LIMIT:%d\n", round, ALLOWED * 4096);
        __atomic_store_n(&done, 0, __ATOMIC_RELAXED);
        crowd(4, 0, map_on_and_on);
        usleep(300);
        change_rules(rules);
        usleep(300);
        join(4);
        wrong += had_pages() != ALLOWED;
    }
    say("wrong %d", wrong);
}

static char *whole;

/* Every fourth page, from the first, the second… */
static void *give_back_parts(void *first)
{
    pthread_barrier_wait(&barrier);
    for (char *page = first; page < whole + ALLOWED * 4096; page += 4 * 4096)
        munmap(page, 4096);
    return NULL;
}

static void in_parts(int rounds)
{
    int wrong = 0;
    pthread_barrier_init(&barrier, NULL, 4);
    for (int round = 0; round < rounds && !wrong; round++) {
        whole = mmap(NULL, ALLOWED * 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        MUST(whole != MAP_FAILED);
        for (int i = 0; i < 4; i++)
            MUST(pthread_create(&threads[i], NULL, give_back_parts, whole + i * 4096) == 0);
        join(4);
        wrong = had_pages() != ALLOWED;
    }
    say("wrong %d", wrong);
}

int main(int count, char **arguments)
{
    MUST(count > 1);
    if (strcmp(arguments[1], "threads") == 0) {
        crowd(1000, 16384, once);
        join(1000);
    } else if (strcmp(arguments[1], "forks") == 0) {
        fork_children();
    } else if (strcmp(arguments[1], "signals") == 0) {
        handle_signals();
    } else if (strcmp(arguments[1], "exact") == 0) {
        exactly(atoi(arguments[2]));
    } else if (strcmp(arguments[1], "parts") == 0) {
        in_parts(atoi(arguments[2]));
    } else {
        under_changing_rules(atol(arguments[2]));
    }
    say("failed %d", failed);
    return 0;
}
