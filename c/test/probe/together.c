/* together MS: eight threads use what all libraries stand in front of - files, sockets, names, clocks, memory, children
 * - until MS milliseconds are over, whatever fails. Says "ready" when all of it has happened at least once, and in the
 * end how much was done and by how much descriptors and private memory, in KiB, grew since. */
#include <dirent.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "probe.h"

#define THREADS 8

static int done;
static long rounds[THREADS];

/* No library is asked what time it is. */
static uint64_t now(void)
{
    struct timespec time;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

/* Lets the other threads work. */
static void rest(void)
{
    syscall(SYS_nanosleep, &(struct timespec){0, 5000000}, NULL);
}

static void close_surely(int fd)
{
    if (fd >= 0)
        probe_close(fd);
}

static void use_files(const char *name)
{
    char bytes[100] = "text";
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (fd < 0)
        return;
    if (write(fd, bytes, sizeof bytes) > 0 && pwrite(fd, bytes, 50, 25) > 0 && ftruncate(fd, 60) == 0)
        fsync(fd);
    if (lseek(fd, 0, SEEK_SET) == 0 && read(fd, bytes, sizeof bytes) >= 0 && pread(fd, bytes, 10, 10) < 0)
        errno = 0;
    FILE *stream = fopen(name, "r");
    if (stream) {
        while (fgets(bytes, sizeof bytes, stream))
            ;
        if (fclose(stream) != 0)
            errno = 0;
    }
    close_surely(fd);
}

static void use_sockets(void)
{
    char bytes[100] = "text";
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return;
    struct pollfd wait = {pair[1], POLLIN, 0};
    if (send(pair[0], bytes, sizeof bytes, MSG_NOSIGNAL) > 0 && poll(&wait, 1, 1) > 0)
        recv(pair[1], bytes, sizeof bytes, MSG_DONTWAIT);
    close_surely(pair[0]);
    close_surely(pair[1]);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr address = {.sa_family = AF_INET};
    if (fd >= 0 && bind(fd, &address, sizeof address) == 0)
        connect(fd, &address, sizeof address);
    close_surely(fd);
}

static void use_names(void)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM}, *found;
    if (getaddrinfo("127.0.0.1", "80", &hints, &found) == 0)
        freeaddrinfo(found);
}

static void use_clocks(void)
{
    struct timespec time, pause = {0, 100000};
    clock_gettime(CLOCK_REALTIME, &time);
    clock_gettime(CLOCK_MONOTONIC, &time);
    nanosleep(&pause, NULL);
}

static void use_memory(void)
{
    void *small = malloc(100), *large = malloc(300000);
    void *grown = realloc(small, 5000);
    free(grown ? grown : small);
    free(large);
    void *map = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map != MAP_FAILED) {
        *(char *)map = 1;
        /* An injected failure leaves the mapping alive. */
        if (munmap(map, 65536) != 0)
            syscall(SYS_munmap, map, 65536);
    }
}

static void use_children(void)
{
    int status;
    pid_t child = fork();
    if (child == 0)
        _exit(7);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno != ECHILD)
        ;
}

static void *work(void *number)
{
    long self = (long)number;
    char name[32];
    snprintf(name, sizeof name, "together-%ld", self);
    while (!__atomic_load_n(&done, __ATOMIC_RELAXED)) {
        use_files(name);
        use_sockets();
        use_names();
        use_clocks();
        use_memory();
        if (self == 0)
            use_children();
        __atomic_fetch_add(&rounds[self], 1, __ATOMIC_RELAXED);
    }
    return NULL;
}

static int descriptors(void)
{
    int count = 0;
    for (int fd = 0; fd < 1024; fd++)
        count += syscall(SYS_fcntl, fd, F_GETFD) >= 0;
    return count;
}

int main(int count, char **arguments)
{
    pthread_t threads[THREADS];
    MUST(count == 2);
    int before = descriptors();
    for (long i = 0; i < THREADS; i++)
        MUST(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
    for (int i = 0; i < THREADS; i++)
        while (__atomic_load_n(&rounds[i], __ATOMIC_RELAXED) < 20)
            rest();
    long private = probe_private_memory(), mapped = probe_mapped_memory();
    say("ready");
    for (uint64_t end = now() + (uint64_t)atol(arguments[1]); now() < end;)
        rest();
    long grown = probe_private_memory() - private, more = probe_mapped_memory() - mapped;
    __atomic_store_n(&done, 1, __ATOMIC_RELAXED);
    long total = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        total += rounds[i];
    }
    say("rounds %ld", total);
    say("grown %ld", grown);
    say("mapped %ld", more);
    say("descriptors %d", descriptors() - before);
    return 0;
}
