/* What every entry of io uses. An entry decides, fails, calls, damages:
 *
 *     struct fault fault;
 *     if (io_fault(&fault, CALL(pread), fd))
 *         return fail(fault.error);
 *     return corrupt(&fault, fd, buffer, real.pread(fd, buffer, length, offset));
 *
 * One whose result nothing can damage asks for the error alone, so that the real call is a tail call:
 *
 *     int error = io_error(CALL(fsync), fd);
 *     if (error)
 *         return fail(error);
 *     return real.fsync(fd);
 *
 * The call is the caller's own but for that: errno, cancellation and signals are those of the libc's function. */
#ifndef CHAOS_IO_ENTRY_H
#define CHAOS_IO_ENTRY_H

#include <errno.h>

#include "../core/library.h"
#include "names.h"

enum {
#define OPERATION(name, effects) OPERATION_##name,
#include "operations.def"
#undef OPERATION
    OPERATIONS,
    OPERATION_NONE = OPERATIONS
};

enum {
#define SYMBOL(name, operation, plain) SYMBOL_##name,
#include "symbols.def"
#undef SYMBOL
    SYMBOLS
};

enum {
#define SYMBOL(name, operation, plain) OPERATION_OF_##name = OPERATION_##operation,
#include "symbols.def"
#undef SYMBOL
};

/* The next definitions of all symbols. Good from the first decision on, whoever makes it. */
struct real {
#define SYMBOL(name, operation, plain) __typeof__(name) *name;
#include "symbols.def"
#undef SYMBOL
};
extern struct real real __attribute__((visibility("hidden")));

#define CALL(name) ((struct call){OPERATION_OF_##name, SYMBOL_##name, __builtin_return_address(0)})

/* The next definition of the name that was called, where names of one signature share a body. */
#define NEXT(signature, call) ((__typeof__(signature) *)((uintptr_t *)&real)[(call).symbol])

/* Each decides on one call, waits where a rule says so, and returns the error to fail with, or 0. On what a descriptor
 * refers to, on a path relative to a directory's descriptor or AT_FDCWD, on the file behind a stream, on the file
 * mapped at an address. */
int io_error(struct call call, int fd);
int io_error_at(struct call call, int directory, const char *path);
int io_error_stream(struct call call, FILE *stream);
int io_error_mapping(struct call call, const void *address);

/* The same; the damage to do to the result is left in the fault. */
int io_fault(struct fault *fault, struct call call, int fd);
int io_fault_stream(struct fault *fault, struct call call, FILE *stream);

/* How calls fail: -1, NULL, no items; a stream's error indicator is set as well. */
COLD int fail(int error);
COLD void *fail_null(int error);
COLD int fail_stream(FILE *stream, int error);
COLD size_t fail_items(FILE *stream, int error);
COLD char *fail_line(FILE *stream, int error);

/* What the descriptor now refers to is not what it referred to. */
void descriptor_forget(int fd);
/* Names have changed. */
void descriptor_forget_all(void);
void directory_forget(void);

/* Tell what a call has changed, and return its result. */
int opened(int fd);
int renamed(int result);

/* The next syscall() is known. */
void syscall_started(void);

/* The parts of a torn vector that can be let through. */
#define TORN_PARTS 16

/* TORN: how many bytes of a write to let through. CORRUPT: flips one bit of what was read, if anything was; returns the
 * length. Both record the fault when it happens, and do nothing where there is none. */
size_t torn(const struct fault *fault, int fd, size_t length);
void torn_vector(const struct fault *fault, int fd, const struct iovec **vector, int *count, struct iovec *part);
ssize_t corrupt(const struct fault *fault, int fd, void *buffer, ssize_t length);
ssize_t corrupt_vector(const struct fault *fault, int fd, const struct iovec *vector, ssize_t length);

#endif
