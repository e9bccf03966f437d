/* Symbols of the objects loaded into this process, found in their own tables: no dlsym, which may allocate, may be
 * missing (glibc before 2.34 without libdl) and may hand back an old version. */
#ifndef CHAOS_OBJECT_H
#define CHAOS_OBJECT_H

#include <stddef.h>

/* Of names one behind the other, each with its NUL (pointers would have to be relocated in every process), puts into
 * each one's slot the default version of the symbol in the first object behind this one that defines it. Where nobody
 * does, the slot takes what the one of the index `instead` holds, or keeps its own. Indirect functions are resolved.
 * Allocates nothing; works before any constructor; may be done twice. */
void object_resolve(const char *names, const unsigned char *instead, unsigned count, void **slots);
/* The definition of a symbol in an object before this one, or NULL: with one, nobody calls ours of that name. */
void *object_before(const char *name);
/* The other symbol, as the object defines it that has the next definition of the name; NULL if it does not. */
void *object_beside(const char *name, const char *other);
/* The ELF image that the kernel gives each program, or NULL. */
const void *object_kernel(void);
/* The symbol of one ELF image that is mapped as a whole, such as the vDSO, or NULL. */
void *object_symbol_of_image(const void *image, const char *name);

#endif
