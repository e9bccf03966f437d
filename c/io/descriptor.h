/* Descriptors: which selectors fit what they refer to, and what that is called. */
#ifndef CHAOS_IO_DESCRIPTOR_H
#define CHAOS_IO_DESCRIPTOR_H

#include "../core/call.h"
#include "../core/snapshot.h"

/* Notes what descriptors 0, 1 and 2 refer to when the program begins. */
void descriptor_start(void);
/* The selectors that fit; from memory, when the descriptor was asked for before. False: no fault may befall it. The
 * buffer, of PATH_SIZE, is for use meanwhile. */
bool descriptor_select(struct snapshot *snapshot, int fd, struct selection *selection, char *buffer);
/* The path, or `pipe` and the like, into a buffer of PATH_SIZE. Makes system calls. */
struct text descriptor_path(int fd, char *buffer);
/* Whether this is the first time that the operation is seen on what the descriptor refers to. */
bool descriptor_first(struct snapshot *snapshot, int fd, unsigned operation);

#endif
