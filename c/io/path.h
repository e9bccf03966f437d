/* Selectors of io: absolute path prefixes, compared as text, and patterns. */
#ifndef CHAOS_IO_PATH_H
#define CHAOS_IO_PATH_H

#include "../core/pointer.h"
#include "../core/snapshot.h"

/* Paths are compared, and shown, up to this length. Signal handlers on small stacks must have room for two of them. */
#define PATH_SIZE 1024
/* A longer one than this is cut: it fills its buffer, up to the mark at its end. Only the directories before the name
 * that is cut are compared. */
#define PATH_LONGEST (PATH_SIZE - sizeof PATH_MARK)
#define PATH_MARK "…"

/* For the grammar: normalises; NULL, or what is wrong. */
const char *path_selector(struct rule *rule);
/* The selectors that fit a path. False when the path is none that faults may befall. `any`: whether `*` fits it too. */
bool path_select(const struct snapshot *snapshot, struct text path, bool any, struct selection *selection);
/* Whether a path is absolute and has neither `.` nor `..` nor a slash too many, nor is too long, and its length. `/`
 * itself is not: it ends with its slash. */
bool path_is_normal(const char *path, size_t *length);
/* Makes a path absolute and free of `.`, `..` and double slashes, without looking at any file: `length` bytes of the
 * buffer of PATH_SIZE, at most PATH_LONGEST, hold where it is relative to. Returns the new length, cut. */
size_t path_join(char *buffer, size_t length, const char *path);
/* The length of a path in a buffer of PATH_SIZE, which is cut where it is longer than PATH_LONGEST. */
size_t path_cut(char *buffer, size_t length);

#endif
