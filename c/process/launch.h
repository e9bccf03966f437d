/* What is done around the start of a program in a run: it is looked at, gets the environment in which it is covered,
 * and is recorded. errno is left alone. */
#ifndef CHAOS_PROCESS_LAUNCH_H
#define CHAOS_PROCESS_LAUNCH_H

#include "../core/call.h"
#include "../core/record.h"
#include "environment.h"
#include "program.h"

struct launch {
    const struct call *call;
    bool found;
    struct record_program program;
    struct environment environment;
    uint32_t *record;
};

enum launch_how {
    LAUNCH_HERE,  /* in this process */
    LAUNCH_CHILD, /* in a new one, whose key is handed over */
    LAUNCH_SHELL, /* in a new one that gets this program's environment unless that lacks something */
};

/* Before the start of a program by a name that program_find takes: finds out what there is to know. */
void launch_begin(struct launch *launch, const struct call *call, enum launch_how how, int directory, const char *name,
                  bool search, char *const *environment);
/* How many entries of an environment the caller has to have room for; then makes it there. */
#define launch_room(launch) environment_room(&(launch)->environment)
#define launch_equip(launch, room) environment_make(&(launch)->environment, room)
/* The program runs in that process, or is about to; 0: nobody knows in which. */
void launch_done(struct launch *launch, uint32_t process);
/* It could not be started. Whether to try again, with the environment as it was given: there was no room for more. */
bool launch_again(struct launch *launch, int error);

#endif
