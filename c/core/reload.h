/* From the rule text to the snapshot in force, whenever the text has changed. */
#ifndef CHAOS_RELOAD_H
#define CHAOS_RELOAD_H

#include "snapshot.h"

void reload_start(void);
/* Looks whether the text has changed, where no run tells; at most every CHAOS_RELOAD_MS. */
void reload_look(void);
/* The clock_cycles at which to look again, where no run tells. */
uint64_t reload_deadline(void);
/* Puts the newest rules in force. */
void reload(const struct grammar_table *table);

#endif
