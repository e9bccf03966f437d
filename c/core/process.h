/* This process: who it is, and its key, from which all its decisions follow. */
#ifndef CHAOS_PROCESS_H
#define CHAOS_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

struct process {
    uint32_t id;
    uint32_t parent;
    uint32_t epoch;   /* counts the copies by fork between this process and the program's start, from 1 */
    uint32_t image;   /* programs that the process ran before this one */
    uint64_t start;   /* clock ticks since boot */
    uint64_t time;    /* when it began, as far as this library knows; nanoseconds of CLOCK_MONOTONIC */
    uint64_t program; /* the same of the program that runs in it */
    uint64_t key;
    uint64_t token; /* of the program image */
    bool forked;
};

/* Learns all there is to know; again in a child of fork, whose key is the given one unless that is 0. */
void process_start(bool forked, uint64_t key);
/* The key of this thread's next child that runs an executable of that name. No two children get the same, but where the
 * run has too many. */
uint64_t process_child_key(const char *name);
const struct process *process_self(void);
/* Nanoseconds since the process began. */
uint64_t process_age(void);
/* Nanoseconds since the program began: a child of fork goes on where its parent is. */
uint64_t process_program_age(void);
/* Whether its memory is its own: a child of vfork has that of its parent, but descriptors and a directory of its own.
 * Makes a system call. */
bool process_owns_memory(void);
/* Whether a pattern fits the executable's base name, or the one it was started as. */
bool process_is(struct text pattern);
/* The executable's path; empty where it is unknown. */
const char *process_executable(void);
/* The path it was started as. */
const char *process_started_as(void);

#endif
