/* Where the rule text and the run's shared files are. */
#ifndef CHAOS_PLACE_H
#define CHAOS_PLACE_H

#include "text.h"

/* Reads CHAOS_CONFIG_DIR. False while the process has no environment yet. Returns why the directory can't be used in
 * *wrong, or leaves it alone. */
bool place_start(const char *library, const char **wrong);
/* The value of an environment variable, or NULL. */
const char *place_environment(const char *name);
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
