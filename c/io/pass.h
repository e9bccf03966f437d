/* Bodies of all the calls that are only let pass or failed with -1, by what their target is. They hand on whatever the
 * caller gave, as words in the registers in which it came; a name that takes fewer ignores the rest. Each entry has the
 * signature that the compiler checks. */
#ifndef CHAOS_IO_PASS_H
#define CHAOS_IO_PASS_H

#include "entry.h"

/* On a path or a descriptor, with the name goes which word has it, from 1; of both, the descriptor is the directory's.
 * Without either, on what is mapped at the address that the first word is. */
#define PATH(word) ((word) << 8)
#define DESCRIPTOR(word) ((word) << 11)
TAIL_BODY int pass_target(long first, long second, long third, long fourth, long fifth, unsigned name);
/* To a stream, which is the first word or the second; the error indicator is set as well. */
BODY int pass_stream(long first, long second, unsigned name);

/* The body of those that programs call most and that return a whole word, and what it does when they have to be seen.
 */
typedef long pass(long first, long second, long third, long fourth, long fifth, unsigned name);
TAIL_BODY pass pass_words;
COLD pass buffer_seen, read_stream_seen, write_stream_seen;

#endif
