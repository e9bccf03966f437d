/* What a process hands to a program that it starts, past the program itself: the variable CHAOS_HANDOVER in its
 * environment. Each library counts itself off there when it has started; the last one removes the variable from the
 * environment, and with it those that were put there for the libraries' sake alone, so that the program finds the
 * environment that it was given. docs/telemetry.md, handover. */
#ifndef CHAOS_HANDOVER_H
#define CHAOS_HANDOVER_H

#include <stdbool.h>
#include <stdint.h>

#define HANDOVER_NAME "CHAOS_HANDOVER"
#define HANDOVER_SIZE 40
/* At most so many libraries can count themselves off. */
#define HANDOVER_LIBRARIES 9

struct handover {
    unsigned libraries; /* that will start in the program */
    bool preload;       /* LD_PRELOAD is for the libraries alone */
    bool directory;     /* CHAOS_CONFIG_DIR is */
    uint64_t key;       /* of the process; 0: it finds out itself */
};

/* The variable, as it stands in an environment. */
void handover_write(const struct handover *handover, char buffer[HANDOVER_SIZE]);
/* The key that was handed to this program; 0: none, or a library has asked before. */
uint64_t handover_key(void);
/* This library has started. */
void handover_end(void);

#endif
