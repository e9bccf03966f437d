/* What happened, one slot each, and the strings that slots speak of: docs/telemetry.md. Async-signal-safe;
 * without a run, or without room, all calls do nothing. */
#ifndef CHAOS_RECORD_H
#define CHAOS_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "call.h"
#include "rule.h"
#include "segment.h"
#include "text.h"

/* Begins anew, in what a home has left. */
void record_start(struct segment *home);
/* A string, once; its reference, 0 where there is no room. */
uint32_t record_string(struct text text);
/* Whether it is written down when that strikes, and not merely counted: the target need not be found out otherwise. */
bool record_lists(const struct strike *strike);
/* The target is a string's reference. */
void record_injection(const struct call *call, const struct strike *strike, int64_t value, uint32_t target);
/* A call that no rule selected. Whether one is wanted is asked first: finding out the target may cost system calls, so
 * only a few are asked for, whether or not they turn out to be new. */
bool record_wants_sample(unsigned operation);
void record_sample(const struct call *call, struct text target);

/* A program that was or is about to be started in a process; 0: nobody knows in which. */
struct record_program {
    uint64_t time; /* before which it was not running */
    uint32_t process;
    int cover;       /* by the numbers of docs/telemetry.md, of which 0 is covered */
    uint32_t path;   /* of its file, as a string's reference */
    uint32_t detail; /* a word more about it, the same */
};
/* What is returned withdraws the record when the program was not started after all; NULL: nothing was recorded. */
uint32_t *record_program(const struct call *call, const struct record_program *program);
void record_withdraw(uint32_t *program);
/* A child of this process has ended, with that status (wait(2)). */
void record_ended(const struct call *call, uint32_t process, int status);

#endif
