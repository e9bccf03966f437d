/* What LD_PRELOAD has to hold in a program that this one starts: the libraries of chaos that this program was started
 * with. */
#ifndef CHAOS_PROCESS_PRELOAD_H
#define CHAOS_PROCESS_PRELOAD_H

#include <stdbool.h>
#include <stddef.h>

/* Longer values are left as they are. */
#define PRELOAD_SIZE 1024

/* Learns from the environment which libraries those are. */
void preload_start(void);
/* How many they are. */
unsigned preload_libraries(void);
/* Whether a value of LD_PRELOAD, or NULL for none, lacks one of them. Makes the whole variable with all of them: before
 * what is there already, for nobody else may be in between, but behind sanitizers, who refuse to work unless they are
 * first. It is empty where it would be too long. */
bool preload_extend(const char *value, char variable[PRELOAD_SIZE]);

#endif
