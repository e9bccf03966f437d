/* Whether libraries can be preloaded into a program, and which. Makes system calls, but none that changes anything. */
#ifndef CHAOS_PROCESS_COVER_H
#define CHAOS_PROCESS_COVER_H

#include <elf.h>
#include <sys/stat.h>

#include "program.h"

/* Of an open file that begins so. Notes the cell whose libraries it takes, and its loader where that is another's than
 * ours, unless a script has been noted. */
enum cover cover_of(int file, const struct stat *status, const Elf64_Ehdr *header, struct program *program);

#endif
