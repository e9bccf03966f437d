/* What LD_PRELOAD has to hold in a program that this one starts: the libraries of chaos that this program was started
 * with. */
#ifndef CHAOS_PROCESS_PRELOAD_H
#define CHAOS_PROCESS_PRELOAD_H

#include <stdbool.h>
#include <stddef.h>

/* Longer values are left as they are. */
#define PRELOAD_SIZE 1024

/* Learns which libraries those are from the value with which this program was started; NULL: none. */
void preload_start(const char *value);
/* How many they are. */
unsigned preload_libraries(void);
/* How a value of LD_PRELOAD is for a program that is to be started. */
enum preload {
    PRELOAD_FITS,
    PRELOAD_LACKS, /* one of them, or one of the program's cell in its place */
    PRELOAD_MISFIT /* it lacks one of the program's cell, and there is none beside ours */
};

/* Looks at a value, NULL for none, and makes the whole variable with all of them: before what is there already, for
 * nobody else may be in between, but behind sanitizers, who refuse to work unless they are first. Where a program of
 * another cell is meant, its name is given as libraries' names end: then each is the one of that cell beside ours, if
 * all of them are there. The variable is empty where it would be too long. */
enum preload preload_extend(const char *value, const char *cell, char variable[PRELOAD_SIZE]);
/* Whether a value is just the libraries of chaos that this program was started with. */
bool preload_is_ours(const char *value);

#endif
