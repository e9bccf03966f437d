/* Bytes and strings of our own. The mem* names are the ones that compilers call by themselves; hidden, so that no copy
 * of ours ever goes through a function that the program or a tool has replaced. */
#ifndef CHAOS_BYTES_H
#define CHAOS_BYTES_H

#include <stddef.h>
#include <stdint.h>

__attribute__((visibility("hidden"))) void *memcpy(void *restrict to, const void *restrict from, size_t length);
__attribute__((visibility("hidden"))) void *memmove(void *to, const void *from, size_t length);
__attribute__((visibility("hidden"))) void *memset(void *to, int byte, size_t length);
__attribute__((visibility("hidden"))) int memcmp(const void *a, const void *b, size_t length);

#define BYTES_HASH_START 0xcbf29ce484222325u

size_t bytes_length(const char *string);
int bytes_equal(const char *a, const char *b);
/* FNV-1a, continued from hash. */
uint64_t bytes_hash(uint64_t hash, const char *bytes, size_t length);
/* The part after the last slash. */
const char *bytes_base_name(const char *path);
/* Appends string to a buffer of the given size at *length, cutting what does not fit; the buffer stays terminated. */
void bytes_append(char *buffer, size_t size, size_t *length, const char *string);
/* Fills a buffer with a string, cut where it does not fit. */
void bytes_copy(char *buffer, size_t size, const char *string);
void bytes_append_number(char *buffer, size_t size, size_t *length, uint64_t number);

#endif
