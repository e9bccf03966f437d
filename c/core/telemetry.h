/* What this process says of itself, in a file that the run shares: docs/telemetry.md. Its counts are in lane.h and
 * counts.h, what happened to it is in record.h. Nothing is sent at exit, so nothing is lost by SIGKILL. Lock-free,
 * async-signal-safe; without a run, or without room, all calls do nothing. */
#ifndef CHAOS_TELEMETRY_H
#define CHAOS_TELEMETRY_H

#include <stdbool.h>
#include <stdint.h>

/* What another process, or this one before it ran this program, wrote about itself. */
struct telemetry_process {
    uint64_t start;
    uint64_t key;
    uint64_t token;
    uint32_t image;
    intptr_t given; /* thread_given in that process */
};

/* The newest record of a process; some library of those in it has made it. */
bool telemetry_process_of(uint32_t id, struct telemetry_process *found);
/* Claims this process's home; what a parent shared with a child of fork is the parent's. */
void telemetry_register(unsigned library);
/* Notes the outcome of a load: how many rules, or (with a message) why none. */
void telemetry_loaded(uint32_t rules, bool present, const char *message);
/* Notes that the process asked for io_uring and was told that there is none. */
void telemetry_uring_refused(void);

#endif
