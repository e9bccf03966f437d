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
/* bytes_join(buffer, size, string…): fills a buffer with strings up to a NULL, if there is one, one behind the other
 * and cut where they do not fit; gives their length. */
#define bytes_join(buffer, size, ...) bytes_join_all(buffer, size, (const char *const[]){__VA_ARGS__, NULL})
size_t bytes_join_all(char *buffer, size_t size, const char *const *strings);
/* Appends string to a buffer of the given size at *length, cutting what does not fit; the buffer stays terminated. */
void bytes_append(char *buffer, size_t size, size_t *length, const char *string);
#define BYTES_NUMBER 21
/* The digits of a number, which are in the buffer. */
const char *bytes_number(uint64_t number, char buffer[BYTES_NUMBER]);
const char *bytes_hexadecimal(uint64_t number, char buffer[BYTES_NUMBER]);

#endif
