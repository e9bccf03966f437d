/* Probes that do what they are told, one step after the other, and say of each its name and result: a number, or the
 * errno's name with a minus before it. A step is a name and its arguments between blanks (a blank in one is a ~).
 * Descriptors are called by letters, or by their numbers. */
#ifndef CHAOS_STEPPING_H
#define CHAOS_STEPPING_H

#include "probe.h"

static int letters[26];
static char *words[16];
static int count;
static bool quiet;

static inline int descriptor(int word)
{
    if (word >= count)
        return -1;
    return *words[word] >= 'a' && *words[word] <= 'z' ? letters[*words[word] - 'a'] : atoi(words[word]);
}

static inline long number(int word, long otherwise)
{
    return word < count ? atol(words[word]) : otherwise;
}

static inline long keep(int word, int fd)
{
    letters[*words[word] - 'a'] = fd;
    return fd < 0 ? -1 : 0;
}

/* Does the step in `words`. */
static long step(void);

static inline const char *error_name(int error)
{
    static const struct {
        int number;
        const char *name;
    } names[] = {{EIO, "EIO"},
                 {ENOMEM, "ENOMEM"},
                 {ENOSPC, "ENOSPC"},
                 {EMFILE, "EMFILE"},
                 {ENOENT, "ENOENT"},
                 {EBADF, "EBADF"},
                 {EACCES, "EACCES"},
                 {EROFS, "EROFS"},
                 {EDQUOT, "EDQUOT"},
                 {EINVAL, "EINVAL"},
                 {EISDIR, "EISDIR"},
                 {EPIPE, "EPIPE"},
                 {EEXIST, "EEXIST"},
                 {EAGAIN, "EAGAIN"},
                 {EINTR, "EINTR"},
                 {ENOTSOCK, "ENOTSOCK"},
                 {ENOTCONN, "ENOTCONN"},
                 {EDESTADDRREQ, "EDESTADDRREQ"},
                 {EMSGSIZE, "EMSGSIZE"},
                 {EISCONN, "EISCONN"},
                 {EFAULT, "EFAULT"},
                 {EINPROGRESS, "EINPROGRESS"},
                 {ECONNREFUSED, "ECONNREFUSED"},
                 {ECONNABORTED, "ECONNABORTED"},
                 {ECONNRESET, "ECONNRESET"},
                 {ETIMEDOUT, "ETIMEDOUT"},
                 {ENETUNREACH, "ENETUNREACH"},
                 {EHOSTUNREACH, "EHOSTUNREACH"},
                 {ENOBUFS, "ENOBUFS"},
                 {EADDRINUSE, "EADDRINUSE"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].number == error)
            return names[i].name;
    return strerror(error);
}

static inline void tell(const char *name)
{
    long result = step();
    if (quiet)
        return;
    if (result < 0)
        say("%s -%s", name, error_name(errno));
    else
        say("%s %ld", name, result);
}

static inline int step_by_step(int steps, char **arguments)
{
    for (int i = 1; i < steps; i++) {
        char *rest = NULL, *word;
        long repeat = 1;
        count = 0;
        if (strcmp(arguments[i], "voice") == 0) {
            probe_keep_voice();
            continue;
        }
        for (word = strtok_r(arguments[i], " ", &rest); word && count < 16; word = strtok_r(NULL, " ", &rest))
            words[count++] = word;
        for (int at = 0; at < count; at++)
            for (char *blank = words[at]; (blank = strchr(blank, '~'));)
                *blank = ' ';
        if (strcmp(words[0], "repeat") == 0) {
            repeat = number(1, 1);
            count -= 2;
            memmove(words, words + 2, (size_t)count * sizeof *words);
        }
        while (repeat-- > 0)
            tell(words[0]);
    }
    return 0;
}

#endif
