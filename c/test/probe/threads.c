/* threads COUNT SYNCS [in-turn | quiet | children]: each thread syncs a file of its own; says for each which syncs
 * failed, as 0s and 1s. The threads begin in turn and work at the same time; or each begins when the one before it has
 * ended, maybe (quiet) while one that does nothing ends; or five work in each of so many children of fork, in whatever
 * order, before the thread that fork left there. */
#include <pthread.h>
#include <sys/wait.h>

#include "probe.h"

#define MOST 2000

static int syncs;
static char results[MOST + 1][1024];

static void *work(void *number)
{
    long self = (long)number;
    char name[32];
    snprintf(name, sizeof name, "thread-%ld", self);
    int fd = open(name, O_RDWR | O_CREAT, 0600);
    MUST(fd >= 0);
    for (int i = 0; i < syncs; i++)
        results[self][i] = fsync(fd) < 0 ? '1' : '0';
    close(fd);
    return NULL;
}

static void *rest(void *unused)
{
    return unused;
}

static pthread_t threads[MOST + 1];

static void begin(void *(*routine)(void *), long number)
{
    MUST(pthread_create(&threads[number], NULL, routine, (void *)number) == 0);
}

/* On no processor; only glibc has that. */
static void fail_to_begin(void)
{
#ifdef __GLIBC__
    pthread_attr_t attributes;
    cpu_set_t none;
    CPU_ZERO(&none);
    MUST(pthread_attr_init(&attributes) == 0 && pthread_attr_setaffinity_np(&attributes, sizeof none, &none) == 0);
    MUST(pthread_create(&threads[0], &attributes, work, NULL) == EINVAL);
    MUST(pthread_attr_destroy(&attributes) == 0);
#endif
}

static void end(long number)
{
    MUST(pthread_join(threads[number], NULL) == 0);
}

#define IN_CHILD 5

/* Every second one only waits. */
static void *work_some_time(void *number)
{
    long self = (long)number;
    usleep((useconds_t)(getpid() * 7919 + self * 104729) % 3000);
    return self % 2 ? NULL : work((void *)(self / 2));
}

static void in_child(long number)
{
    int status;
    pid_t child = fork();
    if (!child) {
        for (long i = 0; i < 2 * IN_CHILD; i++)
            begin(work_some_time, i);
        for (long i = 0; i < 2 * IN_CHILD; i++)
            end(i);
        work((void *)IN_CHILD);
        for (long i = 0; i <= IN_CHILD; i++)
            say("%ld %ld %s", number, i, results[i]);
        _exit(0);
    }
    MUST(child > 0 && waitpid(child, &status, 0) == child);
    MUST(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(int count, char **arguments)
{
    const char *how = count == 4 ? arguments[3] : "";
    bool quiet = strcmp(how, "quiet") == 0, children = strcmp(how, "children") == 0;
    MUST(count == 3 || count == 4);
    long number = atol(arguments[1]);
    syncs = atoi(arguments[2]);
    for (long i = 0; i < number; i++)
        if (children) {
            in_child(i);
        } else if (*how) {
            if (quiet) {
                fail_to_begin();
                begin(rest, MOST);
            }
            begin(work, i);
            if (quiet)
                end(MOST);
            end(i);
        } else {
            begin(work, i);
        }
    for (long i = 0; i < number && !*how; i++)
        end(i);
    for (long i = 0; i < number && !children; i++)
        say("%s", results[i]);
    return 0;
}
