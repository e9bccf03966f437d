/* What every probe uses: a voice that no rule can silence. */
#ifndef CHAOS_PROBE_H
#define CHAOS_PROBE_H

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../../core/system.h"

static int probe_voice = 1;

/* From now on what is said goes where descriptor 1 leads now, whatever becomes of that. */
static inline void probe_keep_voice(void)
{
    probe_voice = 900;
    syscall(SYS_dup3, 1, probe_voice, O_CLOEXEC);
}

/* One line on stdout, straight to the kernel; errno stays. */
__attribute__((format(printf, 1, 2))) static inline void say(const char *format, ...)
{
    int error = errno;
    char line[4096];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    line[length] = '\n';
    syscall(SYS_write, probe_voice, line, (size_t)length + 1);
    errno = error;
}

static inline void probe_fail(const char *what)
{
    say("FAILED %s: %s", what, strerror(errno));
    _exit(99);
}

/* The set-up of a probe has to succeed. */
#define MUST(condition)                                                                                                \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            probe_fail(#condition);                                                                                    \
    } while (0)

/* The real time, whatever rules make of clocks. */
static inline uint64_t probe_now(void)
{
    struct timespec now;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* By the kernel alone: what is closed by syscall() is seen. */
static inline void probe_close(int fd)
{
    system_call(SYS_close, fd);
}

/* Replaces the file `to` by `from` in one go, and adds 1 to the generation in `control`, if there is one. */
static inline long probe_change_rules(const char *from, const char *to, const char *control)
{
    uint32_t generation;
    long result = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    int fd = control ? (int)syscall(SYS_openat, AT_FDCWD, control, O_RDWR, 0) : -1;
    if (fd >= 0) {
        MUST(syscall(SYS_pread64, fd, &generation, 4, 12) == 4);
        generation++;
        MUST(syscall(SYS_pwrite64, fd, &generation, 4, 12) == 4);
        probe_close(fd);
    }
    return result;
}

/* Private memory that the process has in use, in KiB: its stacks and what is mapped for nobody else. */
static inline long probe_private_memory(void)
{
    char buffer[4096] = "";
    int fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/status", O_RDONLY, 0);
    MUST(syscall(SYS_read, fd, buffer, sizeof buffer - 1) > 0);
    probe_close(fd);
    const char *line = strstr(buffer, "RssAnon:");
    return line ? atol(line + 8) : 0;
}

/* Memory that is mapped for nobody else and may be written to, in KiB, used or not: what QEMU needs for itself is not
 * in it. */
static inline long probe_mapped_memory(void)
{
    static char text[1 << 20];
    ssize_t length = 0, got;
    long bytes = 0;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY, 0);
    while ((got = syscall(SYS_read, fd, text + length, sizeof text - 1 - (size_t)length)) > 0)
        length += got;
    syscall(SYS_close, fd);
    text[length] = '\0';
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char *end, *mode;
        unsigned long from = strtoul(line, &end, 16), to = strtoul(end + 1, &mode, 16);
        if (strncmp(mode, " rw-p", 5) == 0)
            bytes += (long)(to - from);
    }
    return bytes / 1024;
}

#endif
