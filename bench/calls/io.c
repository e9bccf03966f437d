#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "worker.h"

static const char bytes[64];

void worker_open_files(struct worker *worker, const char *directory, long number)
{
    static const char page[4096];
    snprintf(worker->path, sizeof worker->path, "%s/scratch-%ld", directory, number);
    worker->scratch = open(worker->path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    check(worker->scratch >= 0 && unlink(worker->path) == 0, worker->path);
    snprintf(worker->path, sizeof worker->path, "%s/data-%ld", directory, number);
    worker->data = open(worker->path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    check(worker->data >= 0, worker->path);
    for (long size = 0; size < FILE_SIZE; size += sizeof page)
        check(write(worker->data, page, sizeof page) == sizeof page, worker->path);
    worker->stream = fopen(worker->path, "r");
    check(worker->stream != NULL, worker->path);
}

NOINLINE void phase_pread(struct worker *worker, long length)
{
    char byte;
    while (length--)
        check(pread(worker->data, &byte, 1, 0) == 1, "pread");
}

NOINLINE void phase_pwrite(struct worker *worker, long length)
{
    while (length--)
        check(pwrite(worker->scratch, bytes, sizeof bytes, 0) == sizeof bytes, "pwrite");
}

NOINLINE void phase_read(struct worker *worker, long length)
{
    char byte;
    check(lseek(worker->data, 0, SEEK_SET) == 0, "lseek");
    while (length--)
        check(read(worker->data, &byte, 1) == 1, "read");
}

NOINLINE void phase_write(struct worker *worker, long length)
{
    check(lseek(worker->scratch, 0, SEEK_SET) == 0, "lseek");
    while (length--)
        check(write(worker->scratch, bytes, sizeof bytes) == sizeof bytes, "write");
}

NOINLINE void phase_open_close(struct worker *worker, long length)
{
    while (length--) {
        int fd = open(worker->path, O_RDONLY);
        check(fd >= 0 && close(fd) == 0, "open and close");
    }
}

NOINLINE void phase_fopen_fclose(struct worker *worker, long length)
{
    while (length--) {
        FILE *stream = fopen(worker->path, "r");
        check(stream && fclose(stream) == 0, "fopen and fclose");
    }
}

NOINLINE void phase_fgetc(struct worker *worker, long length)
{
    rewind(worker->stream);
    while (length--)
        check(fgetc(worker->stream) == 0, "fgetc");
}

NOINLINE void phase_stat(struct worker *worker, long length)
{
    struct stat status;
    while (length--)
        check(stat(worker->path, &status) == 0, "stat");
}

/* Of names that the library does not remember: there are more of them than it has room for. */
NOINLINE void phase_stat_many(struct worker *worker, long length)
{
    char path[sizeof worker->path + 16];
    struct stat status;
    char *number = path + snprintf(path, sizeof path, "%s.0000", worker->path);
    for (long i = 0; i < length; i++) {
        number[-1] = (char)('0' + (i & 15));
        number[-2] = (char)('0' + (i >> 4 & 15));
        number[-3] = (char)('0' + (i >> 8 & 15));
        check(stat(path, &status) == -1, "stat of no file");
    }
}

NOINLINE void phase_fstat(struct worker *worker, long length)
{
    struct stat status;
    while (length--)
        check(fstat(worker->data, &status) == 0, "fstat");
}

/* Of a file of which all is written: the first time writes it. */
NOINLINE void phase_fsync(struct worker *worker, long length)
{
    while (length--)
        check(fsync(worker->data) == 0, "fsync");
}

NOINLINE void phase_rename(struct worker *worker, long length)
{
    char other[sizeof worker->path + 16];
    const char *names[] = {worker->path, other};
    snprintf(other, sizeof other, "%s.other", worker->path);
    for (long i = 0; i < length; i++)
        check(rename(names[i & 1], names[~i & 1]) == 0, "rename");
    if (length & 1)
        check(rename(other, worker->path) == 0, "rename");
}

NOINLINE void phase_mkdir_rmdir(struct worker *worker, long length)
{
    char directory[sizeof worker->path + 16];
    snprintf(directory, sizeof directory, "%s.directory", worker->path);
    while (length--)
        check(mkdir(directory, 0700) == 0 && rmdir(directory) == 0, "mkdir and rmdir");
}
