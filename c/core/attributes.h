/* Names for what the compiler has to be told. */
#ifndef CHAOS_ATTRIBUTES_H
#define CHAOS_ATTRIBUTES_H

#define EXPORT __attribute__((visibility("default")))
/* Where names of one signature share a body, each is an alias that leaves by a tail call, with its own arguments where
 * they are and its name behind them. It keeps no frame through which anything could unwind. */
#define ALIAS EXPORT __attribute__((nothrow))
#define BODY __attribute__((noinline))
/* One that is in as few cache lines as it can be, where that was measured. */
#if defined __x86_64__
#define HOT_BODY __attribute__((noinline, aligned(64)))
#else
#define HOT_BODY BODY
#endif
/* The same, and it leaves by a tail call itself. */
#define TAIL_BODY HOT_BODY __attribute__((nothrow))
/* A part of such a body, in which calls and jumps cost more than what they lead to; gcc decides for itself. */
#if defined __x86_64__ && defined __clang__
#define HOT_PART static inline __attribute__((always_inline))
#else
#define HOT_PART static inline
#endif
/* gcc makes what is cold small as well. */
#if defined __clang__
#define COLD __attribute__((cold, noinline, minsize))
#else
#define COLD __attribute__((cold, noinline))
#endif
/* Of what calls nothing of the libc's that waits or calls back: those who call it need no tables to unwind by. */
#define NOTHROW __attribute__((nothrow))
#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* Initial-exec: a preloaded object is there when the program starts, so its share of the static TLS block is too,
 * and reaching it neither calls nor allocates anything. */
#define THREAD_LOCAL __thread __attribute__((tls_model("initial-exec")))

#endif
