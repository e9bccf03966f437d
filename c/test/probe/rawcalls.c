/* What comes out of syscall(): numbers that pass, with none to six arguments, and io_uring_setup. */
#include <sys/mman.h>
#include <sys/stat.h>

#include "probe.h"

static long checked(const char *name, long result)
{
    say("%s %s %d", name, result < 0 ? "failed" : "ok", result < 0 ? errno : 0);
    return result;
}

int main(void)
{
    char parameters[256] = "", bytes[8] = "";
    struct timespec now = {0, 0};
    MUST(checked("getpid", syscall(SYS_getpid)) == getpid());
    errno = 77;
    checked("gettid", syscall(SYS_gettid));
    say("errno %d", errno);
    checked("clock_gettime", syscall(SYS_clock_gettime, CLOCK_REALTIME, &now));
    MUST(now.tv_sec > 0);
    int fd = (int)checked("openat", syscall(SYS_openat, AT_FDCWD, "raw", O_RDWR | O_CREAT, 0604));
    struct stat status;
    MUST(fstat(fd, &status) == 0 && (status.st_mode & 0777) == 0604);
    MUST(checked("pwrite64", syscall(SYS_pwrite64, fd, "0123456789", 10L, 4096L)) == 10);
    /* Six arguments, each of which matters. */
    char *pages = (char *)checked("mmap", syscall(SYS_mmap, NULL, 8192L, PROT_READ, MAP_SHARED, fd, 4096L));
    MUST(pages[3] == '3');
    long from = 4097, to = 20;
    MUST(checked("copy_file_range", syscall(SYS_copy_file_range, fd, &from, fd, &to, 3L, 0)) == 3);
    MUST(pread(fd, bytes, 3, 20) == 3 && memcmp(bytes, "123", 3) == 0);
    checked("unknown", syscall(100000));
    checked("minus one", syscall(-1));
    checked("fault", syscall(SYS_read, fd, (void *)1, 1));
    checked("io_uring_setup", syscall(425, 0, parameters));
    checked("io_uring_enter", syscall(426, -1, 0, 0, 0, NULL, 0L));
    return 0;
}
