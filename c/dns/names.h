/* Declarations of every libc symbol that dns interposes, so that each slot and each entry is checked against its type.
 * The libc's headers come first; here is what they leave out: what musl has not, and the names that programs built
 * against glibc before 2.34 call. */
#ifndef CHAOS_DNS_NAMES_H
#define CHAOS_DNS_NAMES_H

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* glibc declares these as functions that nothing is thrown through. They are cancellation points, and cancellation
 * unwinds. Before 2.34 those without the underscores are macros. */
#define res_query other_res_query
#define res_search other_res_search
#define res_nquery other_res_nquery
#define res_nsearch other_res_nsearch
#define __res_query other_res_query
#define __res_search other_res_search
#define __res_nquery other_res_nquery
#define __res_nsearch other_res_nsearch
#include <resolv.h>
#undef res_query
#undef res_search
#undef res_nquery
#undef res_nsearch
#undef __res_query
#undef __res_search
#undef __res_nquery
#undef __res_nsearch

int res_query(const char *, int, int, unsigned char *, int);
int res_search(const char *, int, int, unsigned char *, int);
int res_nquery(struct __res_state *, const char *, int, int, unsigned char *, int);
int res_nsearch(struct __res_state *, const char *, int, int, unsigned char *, int);
int __res_query(const char *, int, int, unsigned char *, int);
int __res_search(const char *, int, int, unsigned char *, int);
int __res_nquery(struct __res_state *, const char *, int, int, unsigned char *, int);
int __res_nsearch(struct __res_state *, const char *, int, int, unsigned char *, int);

#endif
