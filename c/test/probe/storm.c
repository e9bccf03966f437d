/* storm RUN MS: eight threads open, write, sync and read while the first one changes the rule text a hundred times a
 * second. Says how often, which errnos there were, and by how much private memory the process grew, in KiB. */
#include <pthread.h>

#include "probe.h"

static int done, others;
static long calls, failed_io, failed_space;

static void look(long result)
{
    __atomic_fetch_add(&calls, 1, __ATOMIC_RELAXED);
    if (result >= 0)
        return;
    if (errno == EIO)
        __atomic_fetch_add(&failed_io, 1, __ATOMIC_RELAXED);
    else if (errno == ENOSPC)
        __atomic_fetch_add(&failed_space, 1, __ATOMIC_RELAXED);
    else
        __atomic_fetch_add(&others, 1, __ATOMIC_RELAXED);
}

static void *work(void *number)
{
    char name[32], byte;
    snprintf(name, sizeof name, "storm-%ld", (long)number);
    while (!__atomic_load_n(&done, __ATOMIC_RELAXED)) {
        int fd = open(name, O_RDWR | O_CREAT, 0600);
        if (fd < 0) {
            look(fd);
            continue;
        }
        look(pwrite(fd, "text", 4, 0));
        look(fsync(fd));
        look(pread(fd, &byte, 1, 0));
        look(close(fd));
    }
    return NULL;
}

static void write_rules(const char *run, int change)
{
    static const char *const rules[] = {"*:fsync:EIO@0.5\n", "*:EIO@0.01\n/:pwrite:ENOSPC@0.5\n", "# nothing\n",
                                        "*:open:ENOSPC@0.1\n*:LATENCY:10us\n", "*:pread:CORRUPT\n*:pwrite:TORN\n"};
    char path[600], unfinished[620];
    snprintf(path, sizeof path, "%s/io.conf", run);
    snprintf(unfinished, sizeof unfinished, "%s.new", path);
    const char *text = rules[change % 5];
    int fd = (int)syscall(SYS_openat, AT_FDCWD, unfinished, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    syscall(SYS_write, fd, text, strlen(text));
    probe_close(fd);
    MUST(syscall(SYS_renameat2, AT_FDCWD, unfinished, AT_FDCWD, path, 0) == 0);
    snprintf(path, sizeof path, "%s/control", run);
    fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR, 0);
    if (fd < 0)
        return;
    uint32_t generation;
    MUST(syscall(SYS_pread64, fd, &generation, 4, 12) == 4);
    generation++;
    MUST(syscall(SYS_pwrite64, fd, &generation, 4, 12) == 4);
    probe_close(fd);
}

int main(int count, char **arguments)
{
    pthread_t threads[8];
    int changes = 0;
    MUST(count == 3);
    for (long i = 0; i < 8; i++)
        MUST(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
    usleep(100000);
    long before = probe_private_memory();
    for (uint64_t end = probe_now() + (uint64_t)atol(arguments[2]) * 1000000; probe_now() < end; usleep(10000))
        write_rules(arguments[1], changes++);
    long grown = probe_private_memory() - before;
    __atomic_store_n(&done, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    say("changes %d", changes);
    say("calls %ld", calls);
    say("EIO %ld", failed_io);
    say("ENOSPC %ld", failed_space);
    say("others %d", others);
    say("grown %ld", grown);
    return 0;
}
