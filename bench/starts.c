/* Times how long a program takes from posix_spawn to its end, in several environments by turns.
 *
 *     starts COUNT PROGRAM ENVIRONMENT...
 *
 * An environment is the variables of one, separated by line feeds; it may be empty. Prints a line for each: the median
 * of its COUNT starts in microseconds. Everything runs on one processor. Exit code 1 when the program does not end with
 * 0. */
#define _GNU_SOURCE
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define MOST_ENVIRONMENTS 16
#define MOST_VARIABLES 15
#define WARM_UP 3

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void pin(void)
{
    cpu_set_t all, one;
    if (sched_getaffinity(0, sizeof all, &all))
        return;
    for (int cpu = CPU_SETSIZE - 1; cpu >= 0; cpu--)
        if (CPU_ISSET(cpu, &all)) {
            CPU_ZERO(&one);
            CPU_SET(cpu, &one);
            sched_setaffinity(0, sizeof one, &one);
            return;
        }
}

static double start(char *program, char **environment)
{
    char *arguments[] = {program, NULL};
    pid_t child;
    int status;
    double before = now();
    int error = posix_spawn(&child, program, NULL, NULL, arguments, environment);
    if (error || waitpid(child, &status, 0) != child || status != 0) {
        fprintf(stderr, "starts: %s: %s\n", program, error ? strerror(error) : "it did not end with 0");
        exit(1);
    }
    return now() - before;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int count, char **arguments)
{
    static char *environments[MOST_ENVIRONMENTS][MOST_VARIABLES + 1];
    double *taken[MOST_ENVIRONMENTS];
    int kinds = count - 3, starts = count > 3 ? atoi(arguments[1]) : 0;
    if (starts < 1 || kinds > MOST_ENVIRONMENTS)
        return fprintf(stderr, "usage: starts COUNT PROGRAM ENVIRONMENT... (at most %d)\n", MOST_ENVIRONMENTS), 2;
    for (int kind = 0; kind < kinds; kind++) {
        int variable = 0;
        for (char *text = strtok(arguments[kind + 3], "\n"); text && variable < MOST_VARIABLES;
             text = strtok(NULL, "\n"))
            environments[kind][variable++] = text;
        taken[kind] = malloc((size_t)starts * sizeof(double));
        if (!taken[kind])
            return perror("starts"), 1;
    }
    pin();
    for (int i = -WARM_UP; i < starts; i++)
        for (int kind = 0; kind < kinds; kind++) {
            double microseconds = start(arguments[2], environments[kind]);
            if (i >= 0)
                taken[kind][i] = microseconds;
        }
    for (int kind = 0; kind < kinds; kind++) {
        qsort(taken[kind], (size_t)starts, sizeof(double), ascending);
        printf("%.2f\n", taken[kind][starts / 2]);
    }
    return 0;
}
