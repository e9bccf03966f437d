/* The least program: started to see what starting costs. With an argument it prints, in KiB, its memory when so many
 * threads have each read from a file, and wait: what is resident, and what is its own. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_barrier_t all_have_read, end;

static void print_memory(void)
{
    long resident = 0, own = 0, size;
    char line[256];
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    while (file && fgets(line, sizeof line, file)) {
        if (sscanf(line, "Rss: %ld", &size) == 1)
            resident = size;
        if (sscanf(line, "Private_Dirty: %ld", &size) == 1)
            own = size;
    }
    printf("%ld %ld\n", resident, own);
}

static void *wait_for_the_end(void *file)
{
    char byte;
    int fd = open(file, O_RDONLY);
    if (read(fd, &byte, 1) != 1 || close(fd))
        exit(1);
    pthread_barrier_wait(&all_have_read);
    pthread_barrier_wait(&end);
    return NULL;
}

int main(int count, char **arguments)
{
    int threads = count > 1 ? atoi(arguments[1]) : 0;
    pthread_t thread;
    if (count < 2)
        return 0;
    pthread_barrier_init(&all_have_read, NULL, (unsigned)threads + 1);
    pthread_barrier_init(&end, NULL, (unsigned)threads + 1);
    for (int i = 0; i < threads; i++)
        if (pthread_create(&thread, NULL, wait_for_the_end, arguments[0]))
            return 1;
    pthread_barrier_wait(&all_have_read);
    print_memory();
    return 0;
}
