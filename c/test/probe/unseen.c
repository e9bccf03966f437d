/* Descriptors that are closed, and directories that are changed, where the library can't see it. Each line tells what
 * then became of a call on something else. The rules name the directory `data` below the current one. */
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "probe.h"

/* The system call itself: not even syscall() sees it. */
static int raw_close(int fd)
{
    long result;
#if defined __x86_64__
    __asm__ volatile("syscall" : "=a"(result) : "0"(SYS_close), "D"(fd) : "rcx", "r11", "memory");
#else
    register long number __asm__("x8") = SYS_close;
    register long x0 __asm__("x0") = fd;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(number) : "memory");
    result = x0;
#endif
    return (int)result;
}

static void report(const char *what, long result)
{
    say("%s %s", what, result < 0 ? "failed" : "passed");
}

/* A file below `data`, known to the library, closed behind its back. */
static int known_and_closed(void)
{
    int fd = open("data/file", O_RDWR | O_CREAT, 0600);
    MUST(fd >= 0 && write(fd, "x", 1) < 0);
    MUST(raw_close(fd) == 0);
    return fd;
}

static void socket_next(void)
{
    int expected = known_and_closed(), pair[2];
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && pair[0] == expected);
    report("socket", write(pair[0], "x", 1));
    close(pair[0]);
    close(pair[1]);
}

static void event_next(void)
{
    int expected = known_and_closed();
    uint64_t one = 1;
    MUST(eventfd(0, 0) == expected);
    report("eventfd", write(expected, &one, sizeof one));
    close(expected);
}

static void child_of_vfork(void)
{
    pid_t child = vfork();
    if (child == 0) {
        close(2);
        open("data/file", O_RDWR | O_CREAT, 0600);
        chdir("data");
        open("file", O_RDWR | O_CREAT, 0600);
        _exit(0);
    }
    MUST(waitpid(child, NULL, 0) == child);
    report("stderr of the parent", write(2, "", 0));
    report("directory of the parent", open("file", O_RDWR | O_CREAT, 0600));
}

static void stream_without_descriptor(void)
{
    char *text;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    errno = 0;
    fprintf(stream, "%d", 1);
    fflush(stream);
    fclose(stream);
    report("errno of a memory stream", errno ? -1 : 0);
}

int main(void)
{
    MUST(mkdir("data", 0700) == 0);
    socket_next();
    event_next();
    child_of_vfork();
    stream_without_descriptor();
    return 0;
}
