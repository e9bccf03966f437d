/* A handler that writes and syncs, every half millisecond, into a program that does the same. Says whether errno ever
 * changed under the program, and how often either failed. */
#include <signal.h>
#include <sys/time.h>

#include "probe.h"

static int handled, handler_failed, handler_file;

static void handle(int signal)
{
    int error = errno;
    (void)signal;
    handled++;
    handler_failed += write(handler_file, "x", 1) < 0;
    handler_failed += fsync(handler_file) < 0;
    errno = error;
}

int main(void)
{
    int failed = 0, spoiled = 0, calls = 0, file = open("main", O_RDWR | O_CREAT, 0600);
    handler_file = open("handler", O_RDWR | O_CREAT, 0600);
    MUST(file >= 0 && handler_file >= 0);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handle;
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, NULL);
    struct itimerval timer = {{0, 500}, {0, 500}};
    uint64_t end = probe_now() + 500000000u;
    setitimer(ITIMER_REAL, &timer, NULL);
    while (probe_now() < end) {
        char byte;
        errno = 77;
        if (pwrite(file, "y", 1, 0) < 0 || pread(file, &byte, 1, 0) < 0)
            failed++;
        else
            spoiled += errno != 77;
        calls++;
    }
    timer = (struct itimerval){{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &timer, NULL);
    say("handled %d", handled);
    say("handler failed %d", handler_failed);
    say("calls %d", calls);
    say("failed %d", failed);
    say("spoiled %d", spoiled);
    return 0;
}
