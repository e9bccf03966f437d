/* Where the rule text and the run's shared files are. */
#ifndef CHAOS_PLACE_H
#define CHAOS_PLACE_H

#include "text.h"

/* Reads CHAOS_CONFIG_DIR. False while the process has no environment yet. */
bool place_start(const char *library);
/* What was wrong with a variable that was read, or NULL. */
extern const char *place_mistake __attribute__((visibility("hidden")));
/* The value of a variable if an entry of an environment is about that one, or NULL. */
const char *place_value(const char *entry, const char *name);
/* The value of an environment variable, or NULL. */
const char *place_environment(const char *name);
/* A whole number from the environment, or the usual one. */
uint64_t place_number(const char *name, uint64_t usual);
/* The file that holds this library's rules. */
const char *place_rule_text(void);
/* CHAOS_CONFIG_DIR, or NULL where it is not set or can't be used. */
const char *place_directory(void);
/* A file of the run directory; the buffer is filled with its path. NULL where there is no directory. */
const char *place_file(const char *name, char *buffer, size_t size);
/* The same, opened: a descriptor, or an error of the system call. */
long place_open(const char *name, int flags);
/* The kernel's file about an open descriptor of this process: `fd`, a link to what it is, or `fdinfo`. */
#define PLACE_DESCRIPTOR 40
void place_descriptor(const char *kind, int fd, char buffer[PLACE_DESCRIPTOR]);
/* Whether a path is one of chaos's own files, or below the run directory: those are never injected. */
bool place_is_ours(struct text path);

#endif
