/* symbol DIRECTORY COUNT NAME: calls one libc function COUNT times, each time in a way that succeeds on a whole system
 * and with exactly one call of its operation; says of each whether it failed, errno, the stream's error indicator (-
 * where there is no stream) and how long it took. symbol list: says which functions the libc has, and which are known
 * here. symbol DIRECTORY cancel: calls each in a process and a thread of its own that has been cancelled, and says
 * which cleanup handlers ran. */
#include <dirent.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "attempt.h"

static char directory[512], file[600], other[600];

static int raw_open(const char *path, int flags)
{
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0644);
    MUST(fd >= 0);
    return fd;
}

static void raw_remove(const char *path)
{
    if (syscall(SYS_unlinkat, AT_FDCWD, path, 0))
        syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
}

static void make(const char *path, const char *content)
{
    int fd = raw_open(path, O_WRONLY | O_CREAT | O_TRUNC);
    syscall(SYS_write, fd, content, strlen(content));
    probe_close(fd);
}

static bool is_open(int fd)
{
    return syscall(SYS_fcntl, fd, F_GETFD) >= 0;
}

static bool opens(int fd)
{
    if (fd >= 0)
        probe_close(fd);
    return fd < 0;
}

static bool try_open(void *function)
{
    int fd;
    DO(fd = FUNCTION(int, const char *, int, ...)(file, O_RDWR | O_CREAT, 0600));
    return opens(fd);
}

static bool try_open_2(void *function)
{
    int fd;
    DO(fd = FUNCTION(int, const char *, int)(file, O_RDONLY));
    return opens(fd);
}

static bool try_openat(void *function)
{
    int fd;
    DO(fd = FUNCTION(int, int, const char *, int, ...)(AT_FDCWD, file, O_RDWR | O_CREAT, 0600));
    return opens(fd);
}

static bool try_openat_2(void *function)
{
    int fd;
    DO(fd = FUNCTION(int, int, const char *, int)(AT_FDCWD, file, O_RDONLY));
    return opens(fd);
}

static bool try_creat(void *function)
{
    int fd;
    DO(fd = FUNCTION(int, const char *, mode_t)(file, 0600));
    return opens(fd);
}

static bool opens_stream(FILE *stream)
{
    if (stream)
        fclose(stream);
    return !stream;
}

static bool try_fopen(void *function)
{
    FILE *stream;
    DO(stream = FUNCTION(FILE *, const char *, const char *)(file, "r"));
    return opens_stream(stream);
}

static bool try_freopen(void *function)
{
    FILE *stream, *first = fdopen(raw_open("/dev/null", O_RDONLY), "r");
    DO(stream = FUNCTION(FILE *, const char *, const char *, FILE *)(file, "r", first));
    return opens_stream(stream);
}

static bool try_fdopen(void *function)
{
    FILE *stream;
    int fd = raw_open(file, O_RDONLY);
    DO(stream = FUNCTION(FILE *, int, const char *)(fd, "r"));
    if (!stream)
        probe_close(fd);
    return opens_stream(stream);
}

/* Arguments that a name of the family doesn't take do no harm. */
static bool try_mkstemp(void *function)
{
    char template[700];
    int fd;
    snprintf(template, sizeof template, "%s/t-XXXXXX", directory);
    DO(fd = FUNCTION(int, char *, int, int)(template, 0, 0));
    if (fd >= 0)
        raw_remove(template);
    return opens(fd);
}

static bool try_tmpfile(void *function)
{
    FILE *stream;
    DO(stream = FUNCTION(FILE *, void)());
    return opens_stream(stream);
}

static bool try_opendir(void *function)
{
    DIR *stream;
    DO(stream = FUNCTION(DIR *, const char *)(directory));
    if (stream)
        closedir(stream);
    return !stream;
}

static bool try_readdir(void *function)
{
    void *entry;
    DIR *stream = opendir(directory);
    MUST(stream);
    DO(entry = FUNCTION(void *, DIR *)(stream));
    closedir(stream);
    return !entry;
}

static bool try_closedir(void *function)
{
    int result;
    DIR *stream = opendir(directory);
    MUST(stream);
    int fd = dirfd(stream);
    DO(result = FUNCTION(int, DIR *)(stream));
    MUST(!is_open(fd));
    return result != 0;
}

static char buffer[64];
static struct iovec vector[2] = {{buffer, 3}, {buffer + 3, 5}};

static bool with_descriptor(int fd, ssize_t result)
{
    probe_close(fd);
    return result < 0;
}

static bool try_read(void *function)
{
    ssize_t result;
    int fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(ssize_t, int, void *, size_t, size_t)(fd, buffer, 8, sizeof buffer));
    return with_descriptor(fd, result);
}

static bool try_readv(void *function)
{
    ssize_t result;
    int fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(ssize_t, int, const struct iovec *, int)(fd, vector, 2));
    return with_descriptor(fd, result);
}

static bool try_pread(void *function)
{
    ssize_t result;
    int fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(ssize_t, int, void *, size_t, off_t, size_t)(fd, buffer, 8, 2, sizeof buffer));
    return with_descriptor(fd, result);
}

static bool try_preadv(void *function)
{
    ssize_t result;
    int fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(ssize_t, int, const struct iovec *, int, off_t, int)(fd, vector, 2, 2, 0));
    return with_descriptor(fd, result);
}

static FILE *stream_on(const char *mode)
{
    FILE *stream = fopen(file, mode);
    MUST(stream);
    if (cancelling)
        setvbuf(stream, NULL, _IONBF, 0);
    return stream;
}

/* Leaves something for a cancelled call to write. */
static void hold_back(FILE *stream)
{
    static char space[64];
    if (cancelling)
        MUST(setvbuf(stream, space, _IOFBF, sizeof space) == 0 && fputc('x', stream) == 'x');
}

static bool with_stream(FILE *stream, bool failed)
{
    indicator = ferror(stream) != 0;
    fclose(stream);
    return failed;
}

static bool try_fread(void *function)
{
    FILE *stream = stream_on("r");
    size_t result;
    DO(result = FUNCTION(size_t, void *, size_t, size_t, FILE *)(buffer, 2, 3, stream));
    return with_stream(stream, result != 3);
}

static bool try_fread_chk(void *function)
{
    FILE *stream = stream_on("r");
    size_t result;
    DO(result = FUNCTION(size_t, void *, size_t, size_t, size_t, FILE *)(buffer, sizeof buffer, 2, 3, stream));
    return with_stream(stream, result != 3);
}

static bool try_fgets(void *function)
{
    FILE *stream = stream_on("r");
    char *result;
    DO(result = FUNCTION(char *, char *, int, FILE *)(buffer, 8, stream));
    return with_stream(stream, !result);
}

static bool try_fgets_chk(void *function)
{
    FILE *stream = stream_on("r");
    char *result;
    DO(result = FUNCTION(char *, char *, size_t, int, FILE *)(buffer, sizeof buffer, 8, stream));
    return with_stream(stream, !result);
}

static bool try_getc(void *function)
{
    FILE *stream = stream_on("r");
    int result;
    DO(result = FUNCTION(int, FILE *)(stream));
    return with_stream(stream, result == EOF);
}

static bool try_getline(void *function)
{
    FILE *stream = stream_on("r");
    char *line = NULL;
    size_t size = 0;
    ssize_t result;
    DO(result = FUNCTION(ssize_t, char **, size_t *, FILE *)(&line, &size, stream));
    free(line);
    return with_stream(stream, result < 0);
}

static bool try_getdelim(void *function)
{
    FILE *stream = stream_on("r");
    char *line = NULL;
    size_t size = 0;
    ssize_t result;
    DO(result = FUNCTION(ssize_t, char **, size_t *, int, FILE *)(&line, &size, '\n', stream));
    free(line);
    return with_stream(stream, result < 0);
}

static bool try_write(void *function)
{
    ssize_t result;
    int fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(ssize_t, int, const void *, size_t)(fd, "text", 4));
    return with_descriptor(fd, result);
}

static bool try_pwrite(void *function)
{
    ssize_t result;
    int fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(ssize_t, int, const void *, size_t, off_t)(fd, "text", 4, 2));
    return with_descriptor(fd, result);
}

/* sendfile is on its destination: the source is elsewhere. */
static bool try_sendfile(void *function)
{
    ssize_t result;
    int in = raw_open("/proc/self/exe", O_RDONLY), out = raw_open(file, O_RDWR);
    DO(result = FUNCTION(ssize_t, int, int, off_t *, size_t)(out, in, NULL, 4));
    probe_close(in);
    return with_descriptor(out, result);
}

static bool try_copy(void *function)
{
    ssize_t result;
    make(other, "other file");
    int in = raw_open(other, O_RDONLY), out = raw_open(file, O_RDWR);
    DO(result = FUNCTION(ssize_t, int, off_t *, int, off_t *, size_t, unsigned)(in, NULL, out, NULL, 4, 0));
    probe_close(in);
    return with_descriptor(out, result);
}

static void filled_pipe(int ends[2])
{
    MUST(syscall(SYS_pipe2, ends, O_CLOEXEC) == 0);
    syscall(SYS_write, ends[1], "text", 4);
}

static bool try_splice(void *function)
{
    ssize_t result;
    int ends[2], out = raw_open(file, O_RDWR);
    filled_pipe(ends);
    DO(result = FUNCTION(ssize_t, int, off_t *, int, off_t *, size_t, unsigned)(ends[0], NULL, out, NULL, 4, 0));
    probe_close(ends[0]);
    probe_close(ends[1]);
    return with_descriptor(out, result);
}

static bool try_tee(void *function)
{
    ssize_t result;
    int from[2], to[2];
    filled_pipe(from);
    filled_pipe(to);
    DO(result = FUNCTION(ssize_t, int, int, size_t, unsigned)(from[0], to[1], 4, 0));
    probe_close(from[0]);
    probe_close(from[1]);
    probe_close(to[0]);
    return with_descriptor(to[1], result);
}

static bool try_fwrite(void *function)
{
    FILE *stream = stream_on("w");
    size_t result;
    DO(result = FUNCTION(size_t, const void *, size_t, size_t, FILE *)("abcdef", 2, 3, stream));
    return with_stream(stream, result != 3);
}

static bool try_fputs(void *function)
{
    FILE *stream = stream_on("w");
    int result;
    DO(result = FUNCTION(int, const char *, FILE *)("text", stream));
    return with_stream(stream, result < 0);
}

static bool try_putc(void *function)
{
    FILE *stream = stream_on("w");
    int result;
    DO(result = FUNCTION(int, int, FILE *)('x', stream));
    return with_stream(stream, result == EOF);
}

static bool try_overflow(void *function)
{
    FILE *stream = stream_on("w");
    int result;
    DO(result = FUNCTION(int, FILE *, int)(stream, 'x'));
    return with_stream(stream, result == EOF);
}

static bool try_fflush(void *function)
{
    FILE *stream = stream_on("w");
    int result;
    hold_back(stream);
    DO(result = FUNCTION(int, FILE *)(stream));
    return with_stream(stream, result != 0);
}

static bool try_fprintf(void *function)
{
    FILE *stream = stream_on("w");
    int result;
    DO(result = FUNCTION(int, FILE *, const char *, ...)(stream, "%d %s", 12, "x"));
    return with_stream(stream, result < 0);
}

static bool try_fprintf_chk(void *function)
{
    FILE *stream = stream_on("w");
    int result;
    DO(result = FUNCTION(int, FILE *, int, const char *, ...)(stream, 1, "%d %s", 12, "x"));
    return with_stream(stream, result < 0);
}

static bool with_stdout(int result)
{
    indicator = ferror(stdout) != 0;
    clearerr(stdout);
    return result < 0;
}

static bool try_putchar(void *function)
{
    int result;
    DO(result = FUNCTION(int, int)('x'));
    return with_stdout(result);
}

static bool try_puts(void *function)
{
    int result;
    DO(result = FUNCTION(int, const char *)("text"));
    return with_stdout(result);
}

static bool try_printf(void *function)
{
    int result;
    DO(result = FUNCTION(int, const char *, ...)("%d %s", 12, "x"));
    return with_stdout(result);
}

static bool try_printf_chk(void *function)
{
    int result;
    DO(result = FUNCTION(int, int, const char *, ...)(1, "%d %s", 12, "x"));
    return with_stdout(result);
}

static bool try_dprintf(void *function)
{
    int result, fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(int, int, const char *, ...)(fd, "%d %s", 12, "x"));
    return with_descriptor(fd, result);
}

static bool try_dprintf_chk(void *function)
{
    int result, fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(int, int, int, const char *, ...)(fd, 1, "%d %s", 12, "x"));
    return with_descriptor(fd, result);
}

enum list { LIST_STREAM, LIST_STREAM_CHK, LIST_STDOUT, LIST_STDOUT_CHK, LIST_DESCRIPTOR, LIST_DESCRIPTOR_CHK };

static int with_list(void *function, enum list kind, FILE *stream, int fd, ...)
{
    int result = 0;
    va_list list;
    va_start(list, fd);
    switch (kind) {
    case LIST_STREAM:
        DO(result = FUNCTION(int, FILE *, const char *, va_list)(stream, "%d", list));
        break;
    case LIST_STREAM_CHK:
        DO(result = FUNCTION(int, FILE *, int, const char *, va_list)(stream, 1, "%d", list));
        break;
    case LIST_STDOUT:
        DO(result = FUNCTION(int, const char *, va_list)("%d", list));
        break;
    case LIST_STDOUT_CHK:
        DO(result = FUNCTION(int, int, const char *, va_list)(1, "%d", list));
        break;
    case LIST_DESCRIPTOR:
        DO(result = FUNCTION(int, int, const char *, va_list)(fd, "%d", list));
        break;
    case LIST_DESCRIPTOR_CHK:
        DO(result = FUNCTION(int, int, int, const char *, va_list)(fd, 1, "%d", list));
        break;
    }
    va_end(list);
    return result;
}

static bool stream_list(void *function, enum list kind)
{
    FILE *stream = stream_on("w");
    return with_stream(stream, with_list(function, kind, stream, -1, 7) < 0);
}

static bool descriptor_list(void *function, enum list kind)
{
    int fd = raw_open(file, O_RDWR);
    return with_descriptor(fd, with_list(function, kind, NULL, fd, 7));
}

static bool try_vfprintf(void *function)
{
    return stream_list(function, LIST_STREAM);
}

static bool try_vfprintf_chk(void *function)
{
    return stream_list(function, LIST_STREAM_CHK);
}

static bool try_vprintf(void *function)
{
    return with_stdout(with_list(function, LIST_STDOUT, NULL, -1, 7));
}

static bool try_vprintf_chk(void *function)
{
    return with_stdout(with_list(function, LIST_STDOUT_CHK, NULL, -1, 7));
}

static bool try_vdprintf(void *function)
{
    return descriptor_list(function, LIST_DESCRIPTOR);
}

static bool try_vdprintf_chk(void *function)
{
    return descriptor_list(function, LIST_DESCRIPTOR_CHK);
}

/* A failed close has closed all the same. */
static bool try_close(void *function)
{
    int result, fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(int, int)(fd));
    MUST(!is_open(fd));
    return result < 0;
}

static bool try_fclose(void *function)
{
    FILE *stream = stream_on(cancelling ? "w" : "r");
    int result, fd = fileno(stream);
    hold_back(stream);
    DO(result = FUNCTION(int, FILE *)(stream));
    MUST(!is_open(fd));
    return result < 0;
}

static bool try_close_range(void *function)
{
    int result, fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(int, unsigned, unsigned, int)((unsigned)fd, (unsigned)fd, 0));
    MUST(!is_open(fd));
    return result < 0;
}

static bool try_closefrom(void *function)
{
    int fd = raw_open(file, O_RDWR);
    syscall(SYS_dup3, fd, 1000, 0);
    DO(FUNCTION(void, int)(1000));
    MUST(!is_open(1000));
    return with_descriptor(fd, 0);
}

static bool try_sync(void *function)
{
    int result, fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(int, int)(fd));
    return with_descriptor(fd, result);
}

static bool try_sync_range(void *function)
{
    int result, fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(int, int, off_t, off_t, unsigned)(fd, 0, 4, 0));
    return with_descriptor(fd, result);
}

static bool try_msync(void *function)
{
    int result, fd = raw_open(file, O_RDWR);
    void *pages = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    MUST(pages != MAP_FAILED);
    probe_close(fd);
    DO(result = FUNCTION(int, void *, size_t, int)(pages, 4096, MS_ASYNC));
    munmap(pages, 4096);
    return result < 0;
}

static bool try_truncate(void *function)
{
    int result;
    DO(result = FUNCTION(int, const char *, off_t)(file, 5));
    return result < 0;
}

static bool try_ftruncate(void *function)
{
    int result, fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(int, int, off_t)(fd, 5));
    return with_descriptor(fd, result);
}

static bool try_fallocate(void *function)
{
    int result, fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(int, int, int, off_t, off_t)(fd, 0, 0, 100));
    return with_descriptor(fd, result);
}

/* Returns the number, and errno is nobody's business. */
static bool try_posix_fallocate(void *function)
{
    int result, fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(int, int, off_t, off_t)(fd, 0, 100));
    MUST(after == preset);
    if (result)
        after = result;
    return with_descriptor(fd, -result);
}

static bool try_unlink(void *function)
{
    int result;
    DO(result = FUNCTION(int, const char *)(file));
    MUST((result == 0) == (syscall(SYS_faccessat, AT_FDCWD, file, F_OK) != 0));
    return result < 0;
}

static bool try_unlinkat(void *function)
{
    int result;
    DO(result = FUNCTION(int, int, const char *, int)(AT_FDCWD, file, 0));
    return result < 0;
}

static bool try_rmdir(void *function)
{
    int result;
    raw_remove(file);
    MUST(syscall(SYS_mkdirat, AT_FDCWD, file, 0700) == 0);
    DO(result = FUNCTION(int, const char *)(file));
    return result < 0;
}

static bool try_rename(void *function)
{
    int result;
    DO(result = FUNCTION(int, const char *, const char *)(file, other));
    return result < 0;
}

static bool try_renameat(void *function)
{
    int result;
    DO(result = FUNCTION(int, int, const char *, int, const char *, unsigned)(AT_FDCWD, file, AT_FDCWD, other, 0));
    return result < 0;
}

static char status[512] __attribute__((aligned(16)));
#if defined __x86_64__
#define STAT_VERSION 1
#else
#define STAT_VERSION 0
#endif

static bool try_stat(void *function)
{
    int result;
    DO(result = FUNCTION(int, const char *, void *)(file, status));
    return result < 0;
}

static bool try_fstat(void *function)
{
    int result, fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(int, int, void *)(fd, status));
    return with_descriptor(fd, result);
}

static bool try_fstatat(void *function)
{
    int result;
    DO(result = FUNCTION(int, int, const char *, void *, int)(AT_FDCWD, file, status, 0));
    return result < 0;
}

static bool try_xstat(void *function)
{
    int result;
    DO(result = FUNCTION(int, int, const char *, void *)(STAT_VERSION, file, status));
    return result < 0;
}

static bool try_fxstat(void *function)
{
    int result, fd = raw_open(file, O_RDWR);
    DO(result = FUNCTION(int, int, int, void *)(STAT_VERSION, fd, status));
    return with_descriptor(fd, result);
}

static bool try_fxstatat(void *function)
{
    int result;
    DO(result = FUNCTION(int, int, int, const char *, void *, int)(STAT_VERSION, AT_FDCWD, file, status, 0));
    return result < 0;
}

static bool try_statx(void *function)
{
    int result;
    DO(result = FUNCTION(int, int, const char *, int, unsigned, void *)(AT_FDCWD, file, 0, 0x7ff, status));
    return result < 0;
}

static bool try_access(void *function)
{
    int result;
    DO(result = FUNCTION(int, const char *, int)(file, R_OK));
    return result < 0;
}

static bool try_faccessat(void *function)
{
    int result;
    DO(result = FUNCTION(int, int, const char *, int, int)(AT_FDCWD, file, R_OK, 0));
    return result < 0;
}

static bool try_link(void *function)
{
    int result;
    DO(result = FUNCTION(int, const char *, const char *)(file, other));
    return result < 0;
}

static bool try_linkat(void *function)
{
    int result;
    DO(result = FUNCTION(int, int, const char *, int, const char *, int)(AT_FDCWD, file, AT_FDCWD, other, 0));
    return result < 0;
}

static bool try_symlinkat(void *function)
{
    int result;
    DO(result = FUNCTION(int, const char *, int, const char *)(file, AT_FDCWD, other));
    return result < 0;
}

static bool try_mkdir(void *function)
{
    int result;
    DO(result = FUNCTION(int, const char *, mode_t)(other, 0700));
    return result < 0;
}

static bool try_mkdirat(void *function)
{
    int result;
    DO(result = FUNCTION(int, int, const char *, mode_t)(AT_FDCWD, other, 0700));
    return result < 0;
}

static bool try_dup(void *function)
{
    int copy, fd = raw_open(file, O_RDWR);
    DO(copy = FUNCTION(int, int)(fd));
    return with_descriptor(fd, opens(copy) ? -1 : 0);
}

static bool try_dup2(void *function)
{
    int copy, fd = raw_open(file, O_RDWR);
    DO(copy = FUNCTION(int, int, int, int)(fd, 700, O_CLOEXEC));
    return with_descriptor(fd, opens(copy) || copy != 700 ? -1 : 0);
}

static bool try_fcntl(void *function)
{
    int copy, fd = raw_open(file, O_RDWR);
    DO(copy = FUNCTION(int, int, int, ...)(fd, F_DUPFD, 700));
    return with_descriptor(fd, opens(copy) || copy < 700 ? -1 : 0);
}

static bool try_chdir(void *function)
{
    int result;
    DO(result = FUNCTION(int, const char *)(directory));
    return result < 0;
}

static bool try_fchdir(void *function)
{
    int result, fd = raw_open(directory, O_RDONLY | O_DIRECTORY);
    DO(result = FUNCTION(int, int)(fd));
    return with_descriptor(fd, result);
}

static bool try_syscall(void *function)
{
    long result;
    DO(result = FUNCTION(long, long, ...)(SYS_faccessat, AT_FDCWD, file, R_OK));
    return result < 0;
}

static const struct symbol symbols[] = {
    {"open", try_open},
    {"open64", try_open},
    {"openat", try_openat},
    {"openat64", try_openat},
    {"creat", try_creat},
    {"creat64", try_creat},
    {"__open_2", try_open_2},
    {"__open64_2", try_open_2},
    {"__openat_2", try_openat_2},
    {"__openat64_2", try_openat_2},
    {"fopen", try_fopen},
    {"fopen64", try_fopen},
    {"freopen", try_freopen},
    {"freopen64", try_freopen},
    {"fdopen", try_fdopen},
    {"mkstemp", try_mkstemp},
    {"mkstemp64", try_mkstemp},
    {"mkostemp", try_mkstemp},
    {"mkostemp64", try_mkstemp},
    {"mkstemps", try_mkstemp},
    {"mkstemps64", try_mkstemp},
    {"mkostemps", try_mkstemp},
    {"mkostemps64", try_mkstemp},
    {"tmpfile", try_tmpfile},
    {"tmpfile64", try_tmpfile},
    {"opendir", try_opendir},
    {"read", try_read},
    {"readv", try_readv},
    {"__read_chk", try_read},
    {"fread", try_fread},
    {"fread_unlocked", try_fread},
    {"__fread_chk", try_fread_chk},
    {"__fread_unlocked_chk", try_fread_chk},
    {"fgets", try_fgets},
    {"fgets_unlocked", try_fgets},
    {"__fgets_chk", try_fgets_chk},
    {"__fgets_unlocked_chk", try_fgets_chk},
    {"fgetc", try_getc},
    {"fgetc_unlocked", try_getc},
    {"getc", try_getc},
    {"getc_unlocked", try_getc},
    {"getline", try_getline},
    {"getdelim", try_getdelim},
    {"__getdelim", try_getdelim},
    {"__uflow", try_getc},
    {"readdir", try_readdir},
    {"readdir64", try_readdir},
    {"pread", try_pread},
    {"pread64", try_pread},
    {"preadv", try_preadv},
    {"preadv64", try_preadv},
    {"preadv2", try_preadv},
    {"preadv64v2", try_preadv},
    {"__pread_chk", try_pread},
    {"__pread64_chk", try_pread},
    {"write", try_write},
    {"writev", try_readv},
    {"sendfile", try_sendfile},
    {"sendfile64", try_sendfile},
    {"copy_file_range", try_copy},
    {"splice", try_splice},
    {"tee", try_tee},
    {"fwrite", try_fwrite},
    {"fwrite_unlocked", try_fwrite},
    {"fputs", try_fputs},
    {"fputs_unlocked", try_fputs},
    {"fputc", try_putc},
    {"fputc_unlocked", try_putc},
    {"putc", try_putc},
    {"putc_unlocked", try_putc},
    {"putchar", try_putchar},
    {"putchar_unlocked", try_putchar},
    {"puts", try_puts},
    {"fprintf", try_fprintf},
    {"vfprintf", try_vfprintf},
    {"printf", try_printf},
    {"vprintf", try_vprintf},
    {"dprintf", try_dprintf},
    {"vdprintf", try_vdprintf},
    {"__fprintf_chk", try_fprintf_chk},
    {"__vfprintf_chk", try_vfprintf_chk},
    {"__printf_chk", try_printf_chk},
    {"__vprintf_chk", try_vprintf_chk},
    {"__dprintf_chk", try_dprintf_chk},
    {"__vdprintf_chk", try_vdprintf_chk},
    {"fflush", try_fflush},
    {"fflush_unlocked", try_fflush},
    {"__overflow", try_overflow},
    {"pwrite", try_pwrite},
    {"pwrite64", try_pwrite},
    {"pwritev", try_preadv},
    {"pwritev64", try_preadv},
    {"pwritev2", try_preadv},
    {"pwritev64v2", try_preadv},
    {"close", try_close},
    {"fclose", try_fclose},
    {"closedir", try_closedir},
    {"close_range", try_close_range},
    {"fsync", try_sync},
    {"sync_file_range", try_sync_range},
    {"syncfs", try_sync},
    {"msync", try_msync},
    {"fdatasync", try_sync},
    {"truncate", try_truncate},
    {"truncate64", try_truncate},
    {"ftruncate", try_ftruncate},
    {"ftruncate64", try_ftruncate},
    {"fallocate", try_fallocate},
    {"fallocate64", try_fallocate},
    {"posix_fallocate", try_posix_fallocate},
    {"posix_fallocate64", try_posix_fallocate},
    {"unlink", try_unlink},
    {"unlinkat", try_unlinkat},
    {"remove", try_unlink},
    {"rmdir", try_rmdir},
    {"rename", try_rename},
    {"renameat", try_renameat},
    {"renameat2", try_renameat},
    {"stat", try_stat},
    {"stat64", try_stat},
    {"lstat", try_stat},
    {"lstat64", try_stat},
    {"fstat", try_fstat},
    {"fstat64", try_fstat},
    {"fstatat", try_fstatat},
    {"fstatat64", try_fstatat},
    {"__xstat", try_xstat},
    {"__xstat64", try_xstat},
    {"__lxstat", try_xstat},
    {"__lxstat64", try_xstat},
    {"__fxstat", try_fxstat},
    {"__fxstat64", try_fxstat},
    {"__fxstatat", try_fxstatat},
    {"__fxstatat64", try_fxstatat},
    {"statx", try_statx},
    {"access", try_access},
    {"faccessat", try_faccessat},
    {"link", try_link},
    {"linkat", try_linkat},
    {"symlink", try_link},
    {"symlinkat", try_symlinkat},
    {"mkdir", try_mkdir},
    {"mkdirat", try_mkdirat},
    {"dup", try_dup},
    {"dup2", try_dup2},
    {"dup3", try_dup2},
    {"fcntl", try_fcntl},
    {"fcntl64", try_fcntl},
    {"chdir", try_chdir},
    {"fchdir", try_fchdir},
    {"syscall", try_syscall},
    {"closefrom", try_closefrom},
};

#define SYMBOLS (sizeof symbols / sizeof *symbols)

static void prepare(void)
{
    raw_remove(file);
    make(file, "0123456789\nabcdefghij\n");
    raw_remove(other);
}

int main(int count, char **arguments)
{
    probe_keep_voice();
    if (count == 2)
        return attempt_list(symbols, SYMBOLS), 0;
    MUST(count == 3 || count == 4);
    snprintf(directory, sizeof directory, "%s", arguments[1]);
    snprintf(file, sizeof file, "%s/file", directory);
    snprintf(other, sizeof other, "%s/other", directory);
    char output[600];
    snprintf(output, sizeof output, "%s/output", directory);
    int fd = raw_open(output, O_WRONLY | O_CREAT);
    syscall(SYS_dup3, fd, 1, 0);
    probe_close(fd);
    if (count == 4)
        return attempt_named(symbols, SYMBOLS, arguments[3], atoi(arguments[2])), 0;
    setvbuf(stdout, NULL, _IONBF, 0);
    return attempt_cancelled_each(symbols, SYMBOLS), 0;
}
