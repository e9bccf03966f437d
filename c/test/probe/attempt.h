/* What the probes of symbols have in common: each has a table of libc functions, and of each one call that succeeds on
 * a whole system and is exactly one call of its operation. */
#ifndef CHAOS_ATTEMPT_H
#define CHAOS_ATTEMPT_H

#include <dlfcn.h>
#include <pthread.h>
#include <sys/wait.h>

#include "probe.h"

struct symbol {
    const char *name;
    bool (*attempt)(void *function); /* makes the call; whether it failed. NULL: no call of it can succeed */
};

/* errno before the call and behind it, which a child of vfork may set, and the stream's error indicator, -1 where there
 * is no stream. */
static volatile int preset, after;
static int indicator;
/* Whether the thread has been cancelled: only the call itself may act on that. */
static bool cancelling;

static inline void cancel(int state)
{
    if (cancelling)
        pthread_setcancelstate(state, NULL);
}

/* What was loaded before the program has left errno alone. */
__attribute__((constructor)) static void begin(void)
{
    MUST(errno == 0);
}

/* One call with errno as preset. */
#define DO(call)                                                                                                       \
    do {                                                                                                               \
        cancel(PTHREAD_CANCEL_ENABLE);                                                                                 \
        errno = preset;                                                                                                \
        call;                                                                                                          \
        after = errno;                                                                                                 \
        cancel(PTHREAD_CANCEL_DISABLE);                                                                                \
    } while (0)

#define FUNCTION(type, ...) ((type(*)(__VA_ARGS__))function)

/* Where every call is to find the same; may be empty. */
static void prepare(void);

/* glibc has some names for old programs only, under the version that these were linked to. */
static inline void *attempt_find(const char *name)
{
    void *function = dlsym(RTLD_DEFAULT, name);
#if defined __GLIBC__ && defined __x86_64__
    if (!function)
        function = dlvsym(RTLD_DEFAULT, name, "GLIBC_2.2.5");
#elif defined __GLIBC__
    if (!function)
        function = dlvsym(RTLD_DEFAULT, name, "GLIBC_2.17");
#endif
    return function;
}

/* Says which functions the libc has, and which are known here. */
static inline void attempt_list(const struct symbol *symbols, size_t count)
{
    for (size_t i = 0; i < count; i++)
        say("%s %s", symbols[i].name, symbols[i].attempt && attempt_find(symbols[i].name) ? "there" : "missing");
}

/* Calls a function so many times; says of each call whether it failed, errno, the indicator (- where there is none) and
 * how many microseconds it took. */
static inline void attempt_calls(const struct symbol *symbol, int calls)
{
    void *function = attempt_find(symbol->name);
    MUST(function);
    for (int call = 0; call < calls; call++) {
        prepare();
        preset = call % 2 ? 77 : 0;
        indicator = -1;
        uint64_t begun = probe_now();
        bool failed = symbol->attempt(function);
        uint64_t microseconds = (probe_now() - begun) / 1000;
        if (cancelling)
            return;
        say("%s %d %s %lu", failed ? "failed" : "ok", after,
            indicator < 0 ? "-"
            : indicator   ? "1"
                          : "0",
            (unsigned long)microseconds);
    }
}

static inline void attempt_named(const struct symbol *symbols, size_t count, const char *name, int calls)
{
    size_t i = 0;
    while (i < count && strcmp(symbols[i].name, name))
        i++;
    MUST(i < count);
    attempt_calls(&symbols[i], calls);
}

static int cleaned;

static inline void clean(void *number)
{
    cleaned = cleaned * 10 + (int)(long)number;
}

static inline void *attempt_cancelled(void *symbol)
{
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    MUST(pthread_cancel(pthread_self()) == 0);
    pthread_cleanup_push(clean, (void *)2L);
    pthread_cleanup_push(clean, (void *)1L);
    attempt_calls(symbol, 1);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}

/* Calls each in a process and a thread of its own that has been cancelled, and says which cleanup handlers ran. */
static inline void attempt_cancelled_each(const struct symbol *symbols, size_t count)
{
    cancelling = true;
    for (size_t i = 0; i < count; i++) {
        pthread_t thread;
        void *result;
        if (!symbols[i].attempt || !attempt_find(symbols[i].name))
            continue;
        pid_t child = fork();
        MUST(child >= 0);
        if (child) {
            MUST(waitpid(child, NULL, 0) == child);
            continue;
        }
        MUST(pthread_create(&thread, NULL, attempt_cancelled, (void *)&symbols[i]) == 0);
        MUST(pthread_join(thread, &result) == 0);
        say("%s %s, cleaned %d", symbols[i].name, result == PTHREAD_CANCELED ? "cancelled" : "returned", cleaned);
        _exit(0);
    }
}

#endif
