/* The least program: started to see what starting costs. With an argument it prints its memory, in KiB: what is
 * resident, and what is its own. */
#include <stdio.h>

static void print_memory(void)
{
    long resident = 0, own = 0, size;
    char line[256];
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    while (file && fgets(line, sizeof line, file)) {
        if (sscanf(line, "Rss: %ld", &size) == 1)
            resident = size;
        if (sscanf(line, "Anonymous: %ld", &size) == 1)
            own = size;
    }
    printf("%ld %ld\n", resident, own);
}

int main(int count, char **arguments)
{
    (void)arguments;
    if (count > 1)
        print_memory();
    return 0;
}
