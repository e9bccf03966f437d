/* The record of what happened, in a file that the run shares: docs/telemetry.md. Nothing is sent at exit, so nothing is
 * lost by SIGKILL. Lock-free, async-signal-safe; without a run, or without room, all calls do nothing. */
#ifndef CHAOS_TELEMETRY_H
#define CHAOS_TELEMETRY_H

#include <stdbool.h>
#include <stddef.h>

#include "call.h"
#include "rule.h"
#include "text.h"

/* What another process, or this one before it ran this program, wrote about itself. */
struct telemetry_process {
    uint64_t start;
    uint64_t key;
    uint64_t token;
    uint32_t image;
};

/* Maps the header. */
void telemetry_start(void);
/* The newest record of a process. */
bool telemetry_process_of(uint32_t id, struct telemetry_process *found);
/* Claims this process's segment; what a parent shared with a child of fork is the parent's. */
void telemetry_register(unsigned library);
/* Notes the outcome of a load: how many rules, or (with a message) why none. */
void telemetry_loaded(uint32_t rules, bool present, const char *message);
/* The calling thread's lane: one of its own, the given one without a run, NULL where lanes have run out. */
uint64_t *telemetry_lane(uint64_t *local);
/* The lane of all threads that have none of their own. */
uint64_t *telemetry_shared_lane(void);
/* The counts of a rule, which take room from the first time on; never NULL. */
struct rule_counts *telemetry_rule(uint64_t key);
/* A string, once; its reference, 0 where there is no room. */
uint32_t telemetry_string(const char *bytes, size_t length);
/* Whether it is written down when that strikes, and not merely counted: the target need not be found out otherwise. */
bool telemetry_records(const struct strike *strike);
/* The target is a string's reference. */
void telemetry_injection(const struct call *call, const struct strike *strike, int64_t value, uint32_t target);
/* A call that no rule selected. Whether one is wanted is asked first: finding out the target may cost system calls, so
 * only a few are asked for, whether or not they turn out to be new. */
bool telemetry_wants_sample(unsigned operation);
void telemetry_sample(const struct call *call, struct text target);

/* A program that was or is about to be started in a process; 0: nobody knows in which. */
struct telemetry_program {
    uint64_t time; /* before which it was not running */
    uint32_t process;
    int cover;          /* by the numbers of docs/telemetry.md */
    struct text path;   /* of its file */
    struct text detail; /* a word more about it */
};
/* What is returned withdraws the record when the program was not started after all; NULL: nothing was recorded. */
uint32_t *telemetry_program(const struct call *call, const struct telemetry_program *program);
void telemetry_withdraw(uint32_t *program);
/* A child of this process has ended, with that status (wait(2)). */
void telemetry_ended(const struct call *call, uint32_t process, int status);

#endif
