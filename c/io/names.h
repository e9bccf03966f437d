/* Declarations of every libc symbol that io interposes, so that each slot and each entry is checked against its type.
 * The libc's headers come first; here is what they leave out: names that only compilers use, names newer than the libc,
 * and on musl the 64-bit aliases. */
#ifndef CHAOS_IO_NAMES_H
#define CHAOS_IO_NAMES_H

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

struct statx;

/* Macros in some versions of glibc's headers. */
#undef fread_unlocked
#undef fwrite_unlocked

/* Newer than glibc 2.17. */
ssize_t copy_file_range(int, off_t *, int, off_t *, size_t, unsigned);
ssize_t preadv2(int, const struct iovec *, int, off_t, int);
ssize_t pwritev2(int, const struct iovec *, int, off_t, int);
ssize_t preadv64v2(int, const struct iovec *, int, off_t, int);
ssize_t pwritev64v2(int, const struct iovec *, int, off_t, int);
int renameat2(int, const char *, int, const char *, unsigned);
int statx(int, const char *restrict, int, unsigned, struct statx *restrict);
int close_range(unsigned, unsigned, int);
void closefrom(int);
int fcntl64(int, int, ...);

/* What _FORTIFY_SOURCE makes of the plain names: https://refspecs.linuxbase.org/LSB_5.0.0/LSB-Core-generic */
int __open_2(const char *, int);
int __open64_2(const char *, int);
int __openat_2(int, const char *, int);
int __openat64_2(int, const char *, int);
ssize_t __read_chk(int, void *, size_t, size_t);
ssize_t __pread_chk(int, void *, size_t, off_t, size_t);
ssize_t __pread64_chk(int, void *, size_t, off_t, size_t);
size_t __fread_chk(void *, size_t, size_t, size_t, FILE *);
size_t __fread_unlocked_chk(void *, size_t, size_t, size_t, FILE *);
char *__fgets_chk(char *, size_t, int, FILE *);
char *__fgets_unlocked_chk(char *, size_t, int, FILE *);
int __fprintf_chk(FILE *, int, const char *, ...);
int __vfprintf_chk(FILE *, int, const char *, va_list);
int __printf_chk(int, const char *, ...);
int __vprintf_chk(int, const char *, va_list);
int __dprintf_chk(int, int, const char *, ...);
int __vdprintf_chk(int, int, const char *, va_list);

/* What the inlined getc and putc call at the ends of the buffer, and getline under its older name. */
int __uflow(FILE *);
int __overflow(FILE *, int);
ssize_t __getdelim(char **, size_t *, int, FILE *);

#ifdef __GLIBC__
typedef struct stat64 stat64_result;
#else
typedef struct stat stat64_result;
#endif

/* How programs built against glibc before 2.33 call stat. */
int __xstat(int, const char *, struct stat *);
int __lxstat(int, const char *, struct stat *);
int __fxstat(int, int, struct stat *);
int __fxstatat(int, int, const char *, struct stat *, int);
int __xstat64(int, const char *, stat64_result *);
int __lxstat64(int, const char *, stat64_result *);
int __fxstat64(int, int, stat64_result *);
int __fxstatat64(int, int, const char *, stat64_result *, int);

#ifndef __GLIBC__
#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#endif
extern __typeof__(open) open64;
extern __typeof__(openat) openat64;
extern __typeof__(creat) creat64;
extern __typeof__(fopen) fopen64;
extern __typeof__(freopen) freopen64;
extern __typeof__(mkstemp) mkstemp64;
extern __typeof__(mkostemp) mkostemp64;
extern __typeof__(mkstemps) mkstemps64;
extern __typeof__(mkostemps) mkostemps64;
extern __typeof__(tmpfile) tmpfile64;
extern __typeof__(readdir) readdir64;
extern __typeof__(pread) pread64;
extern __typeof__(preadv) preadv64;
extern __typeof__(sendfile) sendfile64;
extern __typeof__(pwrite) pwrite64;
extern __typeof__(pwritev) pwritev64;
extern __typeof__(truncate) truncate64;
extern __typeof__(ftruncate) ftruncate64;
extern __typeof__(fallocate) fallocate64;
extern __typeof__(posix_fallocate) posix_fallocate64;
extern __typeof__(stat) stat64;
extern __typeof__(lstat) lstat64;
extern __typeof__(fstat) fstat64;
extern __typeof__(fstatat) fstatat64;
#endif

#endif
