/* The file that a program is started from, and whether libraries can be preloaded into it. Makes system calls, but none
 * that changes anything. */
#ifndef CHAOS_PROCESS_PROGRAM_H
#define CHAOS_PROCESS_PROGRAM_H

#include <stdbool.h>

/* How a program is covered: part of the telemetry format. */
enum cover {
    COVERED,                 /* by the libraries of its cell, where they can be had */
    NOT_COVERED_STATIC,      /* it has no loader */
    NOT_COVERED_SECURE,      /* it runs with more rights than who starts it, so that its loader ignores LD_PRELOAD */
    NOT_COVERED_OTHER_LIBC,  /* its loader is another libc's, or another machine's */
    NOT_COVERED_ENVIRONMENT, /* its environment lacks what is needed */
    NOT_COVERED_PERMISSION,  /* it may not open the run directory */
    NOT_COVERED_UNKNOWN,     /* it can't be read */
    NOT_COVERED_BOUND_PAST   /* an object of the process itself, whose symbols are not looked up in ours */
};

#define PROGRAM_PATH_SIZE 1024
#define PROGRAM_DETAIL_SIZE 256

struct program {
    enum cover cover;
    int current;      /* the directory in which it will start, given by who asks */
    char *space;      /* PROGRAM_PATH_SIZE bytes that are needed meanwhile, given, too: stacks may be small */
    bool foreign;     /* it is for another machine, whose loader complains of our libraries, or ends (musl's) */
    const char *cell; /* how the names of libraries that it takes end, if not as those of ours do; else NULL */
    char path[PROGRAM_PATH_SIZE];     /* of the file that was named, without symbolic links where that is known */
    char detail[PROGRAM_DETAIL_SIZE]; /* the loader, or the interpreter that runs the script; may be empty */
    char name[PROGRAM_DETAIL_SIZE];   /* base name of the executable that will run */
};

/* Looks at the program that a name means, relative to a directory; one without a slash is searched for in PATH if that
 * is asked for. False where it is no program: it could not be started. */
bool program_find(struct program *program, int directory, const char *name, bool search);

#endif
