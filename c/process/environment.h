/* The environment of a program that is started: the given one, and what the run needs in it. Nothing is changed in
 * place and nothing allocated from the program's allocator; in a child of vfork what is made is on the parent's stack.
 */
#ifndef CHAOS_PROCESS_ENVIRONMENT_H
#define CHAOS_PROCESS_ENVIRONMENT_H

#include "../core/handover.h"
#include "preload.h"

/* As many as 8 KiB hold. */
#define ENVIRONMENT_MOST_ON_STACK 1024

struct environment {
    char *const *entries; /* what the program gets */
    char *const *given;
    size_t count; /* of those given */
    bool covers;  /* LD_PRELOAD has all that it has to have, of the program's cell */
    const char *preload_given;
    const char *preload;   /* the variable where it is not as it was given; else NULL */
    const char *directory; /* the same of CHAOS_CONFIG_DIR */
    bool elsewhere;        /* CHAOS_CONFIG_DIR is another directory than this process's */
    const char *handover;
    bool stale; /* one that was meant for another program is among those given */
    void *pages;
    size_t size;
    char preload_space[PRELOAD_SIZE];
    char handover_space[HANDOVER_SIZE];
};

/* Notes what this process was started with, and which directory programs get that lack one: CHAOS_TARGETS, where this
 * process takes part in another run than those that it starts; else its own. */
void environment_start(void);
/* Finds out what the given environment lacks for a program of a cell, or for one of this one's own: NULL. Given NULL is
 * an empty one. */
void environment_look(struct environment *environment, char *const *given, const char *cell);
/* Nothing that it lacks is put in: it would be of no use. Where there is nothing but ours it is taken out: in each
 * program each library would say that it can do nothing. */
void environment_give_nothing(struct environment *environment);
/* Adds what is handed over, unless that is for 0 libraries. */
void environment_hand_over(struct environment *environment, const struct handover *handover);
/* How many entries the caller has to have room for, at least 1. */
size_t environment_room(const struct environment *environment);
/* Makes the entries, in that room; too many of them are in pages. Where there is no memory they are those given. */
void environment_make(struct environment *environment, char **room);
/* Back to those given. */
void environment_drop(struct environment *environment);

#endif
