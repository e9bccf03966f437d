/* steps STEP…: does what it is told with files, as stepping.h says. */
#include <dirent.h>
#include <dlfcn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "stepping.h"

/* Where direct I/O can take them from. */
static char bytes[1 << 16] __attribute__((aligned(4096)));

static long count_descriptors(void)
{
    char buffer[8192];
    long length, entries = 0;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY, 0);
    while ((length = syscall(SYS_getdents64, fd, buffer, sizeof buffer)) > 0)
        for (long at = 0; at < length; at += *(unsigned short *)(buffer + at + 16))
            entries++;
    probe_close(fd);
    return entries - 3; /* the directory's own descriptor, . and .. */
}

static long limit_descriptors(long limit)
{
    struct rlimit limits = {(rlim_t)limit, (rlim_t)limit};
    return setrlimit(RLIMIT_NOFILE, &limits);
}

/* One after the other, with nothing between; returns what came of the last one. */
static long rename_all(void)
{
    long result = 0;
    for (int i = 1; i + 1 < count; i += 2)
        result = rename(words[i], words[i + 1]);
    return result;
}

static long vector_of(int word, struct iovec *vector)
{
    size_t at = 0;
    for (int i = word; i < count; i++) {
        vector[i - word] = (struct iovec){bytes + at, (size_t)atol(words[i])};
        at += vector[i - word].iov_len;
    }
    return count - word;
}

static long read_directory(const char *path)
{
    DIR *directory = opendir(path);
    long read = directory && readdir(directory) ? 0 : -1;
    if (directory)
        closedir(directory);
    return read;
}

/* What was read, in hexadecimal. */
static long show(long length)
{
    char line[4096] = "";
    for (long i = 0; i < length && i < 1000; i++)
        sprintf(line + 2 * i, "%02x", (unsigned char)bytes[i]);
    if (length > 0)
        say("bytes %s", line);
    return length;
}

/* The voice is not among them. Older libcs have no such function. */
static long close_some(unsigned first, unsigned last, int flags)
{
    int (*function)(unsigned, unsigned, int) = (int (*)(unsigned, unsigned, int))dlsym(RTLD_DEFAULT, "close_range");
    MUST(function);
    return function(first, syscall(SYS_fcntl, 900, F_GETFD) < 0 || last < 900 ? last : 899, flags);
}

/* What a child of vfork makes of its descriptors is not what its parent has. */
static long lend(int fd, int copy)
{
    pid_t child = vfork();
    if (child == 0) {
        dup2(fd, copy);
        close_some(3, ~0u, 0);
        _exit(0);
    }
    return waitpid(child, NULL, 0) == child ? 0 : -1;
}

/* The voice is one of them. */
static long close_from(int first)
{
    void (*function)(int) = (void (*)(int))dlsym(RTLD_DEFAULT, "closefrom");
    MUST(function);
    function(first);
    probe_keep_voice();
    return 0;
}

static long copy(int in, int out, size_t length)
{
    ssize_t (*function)(int, off_t *, int, off_t *, size_t, unsigned) =
        (ssize_t(*)(int, off_t *, int, off_t *, size_t, unsigned))dlsym(RTLD_DEFAULT, "copy_file_range");
    MUST(function);
    return function(in, &(off_t){0}, out, NULL, length, 0);
}

/* Of so many pages that no file is mapped into; of none: of an address where nothing is mapped. */
static long sync_pages(long count)
{
    char *pages = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (!count)
        munmap(pages, 4096);
    return msync(pages, 4096, MS_SYNC);
}

static long sync_file_pages(int fd, long protection)
{
    return msync(mmap(NULL, 4096, (int)protection, MAP_SHARED, fd, 0), 4096, MS_SYNC);
}

static FILE *stream;

static long get_line(void)
{
    char *line = NULL;
    size_t size = 0;
    long length = getline(&line, &size, stream);
    for (long i = 0; i < length; i++)
        bytes[i] = line[i];
    free(line);
    return length;
}

static long step(void)
{
    struct iovec vector[16];
    struct stat status;
    const char *name = words[0];
#define IS(text) (strcmp(name, text) == 0)
    if (IS("open"))
        return keep(1, open(words[2], O_RDWR));
    if (IS("create"))
        return keep(1, open(words[2], O_RDWR | O_CREAT | O_TRUNC, 0600));
    if (IS("append"))
        return keep(1, open(words[2], O_RDWR | O_CREAT | O_APPEND, 0600));
    if (IS("direct"))
        return keep(1, open(words[2], O_RDWR | O_CREAT | O_DIRECT, 0600));
    if (IS("opendirectory"))
        return keep(1, open(words[2], O_RDONLY | O_DIRECTORY));
    if (IS("readonly"))
        return keep(1, open(words[2], O_RDONLY));
    if (IS("openpath"))
        return keep(1, open(words[2], O_PATH));
    if (IS("openat"))
        return keep(1, openat(descriptor(2), words[3], O_RDWR | O_CREAT, 0600));
    if (IS("close"))
        return close(descriptor(1));
    if (IS("read"))
        return read(descriptor(1), bytes, (size_t)number(2, 1));
    if (IS("write"))
        return write(descriptor(1), bytes, (size_t)number(2, 1));
    if (IS("pread"))
        return pread(descriptor(1), bytes, (size_t)number(2, 1), number(3, 0));
    if (IS("pwrite"))
        return pwrite(descriptor(1), bytes, (size_t)number(2, 1), number(3, 0));
    if (IS("writev"))
        return writev(descriptor(1), vector, (int)vector_of(2, vector));
    if (IS("pwritev"))
        return pwritev(descriptor(1), vector, (int)vector_of(2, vector), 0);
    if (IS("readv"))
        return show(readv(descriptor(1), vector, (int)vector_of(2, vector)));
    if (IS("preadv"))
        return show(preadv(descriptor(1), vector, (int)vector_of(2, vector), 0));
    if (IS("refused_writev"))
        return writev(descriptor(1), (void *)number(2, 8), (int)number(3, 2));
    if (IS("refused_readv"))
        return readv(descriptor(1), (void *)number(2, 8), (int)number(3, 2));
    if (IS("refused_getline"))
        return getline(NULL, &(size_t){0}, stream);
    if (IS("show"))
        return show(read(descriptor(1), bytes, (size_t)number(2, 1)));
    if (IS("showat"))
        return show(pread(descriptor(1), bytes, (size_t)number(2, 1), 0));
    if (IS("fsync"))
        return fsync(descriptor(1));
    if (IS("ftruncate"))
        return ftruncate(descriptor(1), number(2, 0));
    if (IS("truncate"))
        return truncate(words[1], number(2, 0));
    if (IS("posix_fallocate"))
        return posix_fallocate(descriptor(1), number(2, 0), number(3, 0));
    if (IS("fallocate"))
        return fallocate(descriptor(1), (int)number(2, 0), number(3, 0), number(4, 0));
    if (IS("copy_file_range"))
        return copy(descriptor(1), descriptor(2), (size_t)number(3, 1));
    if (IS("sendfile"))
        return sendfile(descriptor(2), descriptor(1), count > 4 ? (off_t *)8 : &(off_t){0}, (size_t)number(3, 1));
    if (IS("dup"))
        return keep(1, dup(descriptor(2)));
    if (IS("dup2"))
        return dup2(descriptor(1), descriptor(2)) < 0 ? -1 : 0;
    if (IS("dup3"))
        return dup3(descriptor(1), descriptor(2), O_CLOEXEC) < 0 ? -1 : 0;
    if (IS("dupfd"))
        return keep(1, fcntl(descriptor(2), F_DUPFD, (int)number(3, 0)));
    if (IS("close_range"))
        return close_some((unsigned)number(1, 3), (unsigned)number(2, -1), (int)number(3, 0));
    if (IS("lend"))
        return lend(descriptor(1), descriptor(2));
    if (IS("daemon"))
        return daemon(1, 0);
    if (IS("closefrom"))
        return close_from((int)number(1, 3));
    if (IS("rename"))
        return rename_all();
    if (IS("unlink"))
        return unlink(words[1]);
    if (IS("unlinkat"))
        return unlinkat(descriptor(1), words[2], 0);
    if (IS("mkdir"))
        return mkdir(words[1], 0700);
    if (IS("chdir"))
        return chdir(words[1]);
    if (IS("fchdir"))
        return fchdir(descriptor(1));
    if (IS("stat"))
        return stat(words[1], &status);
    if (IS("fstat"))
        return fstat(descriptor(1), &status);
    if (IS("statempty"))
        return fstatat(descriptor(1), "", &status, AT_EMPTY_PATH);
    if (IS("pipe")) {
        int ends[2];
        MUST(pipe2(ends, count > 3 ? O_NONBLOCK : 0) == 0);
        keep(1, ends[0]);
        return keep(2, ends[1]);
    }
    if (IS("terminal")) {
        int master = posix_openpt(O_RDWR | O_NOCTTY);
        MUST(master >= 0 && !grantpt(master) && !unlockpt(master));
        return keep(1, (int)syscall(SYS_openat, AT_FDCWD, ptsname(master), O_RDWR | O_NOCTTY, 0));
    }
    if (IS("now"))
        return (long)probe_now();
    if (IS("sleep")) {
        struct timespec time = {number(1, 0) / 1000, number(1, 0) % 1000 * 1000000};
        return nanosleep(&time, NULL);
    }
    if (IS("fopen"))
        return (stream = fopen(words[1], words[2])) ? 0 : -1;
    if (IS("fdopen"))
        return (stream = fdopen(descriptor(1), words[2])) ? 0 : -1;
    if (IS("fputs"))
        return fputs(words[1], stream) < 0 ? -1 : 0;
    if (IS("fwrite"))
        return (long)fwrite(bytes, (size_t)number(1, 1), (size_t)number(2, 1), stream);
    if (IS("fwriteall"))
        return fwrite(bytes, (size_t)number(1, 1), (size_t)number(2, 1), stream) == (size_t)number(2, 1) ? 0 : -1;
    if (IS("readdir"))
        return read_directory(words[1]);
    if (IS("symlink"))
        return symlink(words[1], words[2]);
    if (IS("link"))
        return link(words[1], words[2]);
    if (IS("dprintf"))
        return dprintf(descriptor(1), "%*s", (int)number(2, 1), "");
    if (IS("fprintf"))
        return fprintf(stream, "%*s", (int)number(1, 1), "");
    if (IS("fill")) {
        for (long i = 0; i < number(1, 1); i++)
            if (putc_unlocked('x', stream) == EOF)
                return -1;
        return number(1, 1);
    }
    if (IS("fflush"))
        return fflush(stream);
    if (IS("fflushall"))
        return fflush(NULL);
    if (IS("ferror"))
        return ferror(stream) != 0;
    if (IS("clearerr"))
        return clearerr(stream), 0;
    if (IS("fclose"))
        return fclose(stream);
    if (IS("puts"))
        return puts(words[1]) < 0 ? -1 : 0;
    if (IS("flushout"))
        return fflush(stdout);
    if (IS("getc"))
        return show((*bytes = (char)getc(stream), !feof(stream)));
    if (IS("fread"))
        return show((long)fread(bytes, 1, (size_t)number(1, 1), stream));
    if (IS("fgets"))
        return show(fgets(bytes, (int)number(1, 1), stream) ? (long)strlen(bytes) : 0);
    if (IS("getline"))
        return show(get_line());
    if (IS("freopen"))
        return (stream = freopen(count > 2 ? words[2] : NULL, words[1], stream)) ? 0 : -1;
    if (IS("msync"))
        return sync_pages(number(1, 0));
    if (IS("msyncfile"))
        return sync_file_pages(descriptor(1), number(2, PROT_READ | PROT_WRITE));
    if (IS("rawclose"))
        return syscall(SYS_close, descriptor(1));
    if (IS("rawclose_range"))
        return syscall(436, descriptor(1), descriptor(2), 0);
    if (IS("rawstatx"))
        return syscall(SYS_statx, AT_FDCWD, words[1], 0, 0, &(char[256]){0});
    if (IS("rawcopy"))
        return syscall(SYS_copy_file_range, descriptor(1), &(long){0}, descriptor(2), NULL, number(3, 1), 0);
    if (IS("rawdup3"))
        return syscall(SYS_dup3, descriptor(1), descriptor(2), 0) < 0 ? -1 : 0;
    if (IS("descriptors"))
        return count_descriptors();
    if (IS("limit"))
        return limit_descriptors(number(1, 3));
    if (IS("rules"))
        return probe_change_rules(words[1], words[2], count > 3 ? words[3] : NULL);
    MUST(!"a step that is known");
    return -1;
}

int main(int steps, char **arguments)
{
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)('a' + i % 26);
    return step_by_step(steps, arguments);
}
