/* What every entry of io uses. An entry decides, fails, and calls:
 *
 *     int error = io_error(CALL(fsync), fd);
 *     if (error)
 *         return fail(error);
 *     return real.fsync(fd);
 *
 * One whose result can be damaged leaves room for that:
 *
 *     struct fault fault;
 *     if (io_fault(&fault, CALL(readv), fd))
 *         return fail(fault.error);
 *     return corrupt_vector(&fault, fd, vector, real.readv(fd, vector, count));
 *
 * and those that programs call most first let pass what need not be seen, as a tail call:
 *
 *     if (library_idle(call.operation))
 *         return real.read(fd, buffer, length);
 *     return read_slow(call, fd, buffer, length);
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

/* The same where the result can be damaged: what is to be done to it is left in the fault. */
int io_fault(struct fault *fault, struct call call, int fd);
int io_fault_stream(struct fault *fault, struct call call, FILE *stream);

/* How calls fail: -1, NULL, no items; a stream's error indicator is set as well. */
COLD int fail(int error);
COLD void *fail_null(int error);
COLD int fail_stream(FILE *stream, int error);
COLD size_t fail_items(FILE *stream, int error);
COLD char *fail_line(FILE *stream, int error);

/* Of a stream, or -1; errno is left alone. */
int stream_descriptor(FILE *stream);
/* What the descriptor refers to is not what it was. */
void descriptor_forget(int fd);
/* Names have changed. */
void descriptor_forget_all(void);

/* Note what a call has changed, and return its result: a descriptor of the path that was just asked about, one of
 * something that is open already, names that are others now. */
int opened(int fd);
int duplicated(int source, int fd);
int renamed(int result);

/* The next syscall() is known. */
void syscall_started(void);

/* The parts of a torn vector that can be let through. */
#define TORN_PARTS 16

/* TORN: how many bytes of a write to let through. CORRUPT: flips one bit of what was read, if anything was; returns the
 * length. Both record the fault when it happens. */
COLD size_t torn_part(const struct fault *fault, int fd, size_t length);
COLD void torn_vector_part(const struct fault *fault, int fd, const struct iovec **vector, int *count,
                           struct iovec *part);
COLD ssize_t corrupt_part(const struct fault *fault, int fd, const struct iovec *vector, ssize_t length);

static inline size_t torn(const struct fault *fault, int fd, size_t length)
{
    return UNLIKELY(fault->damages) ? torn_part(fault, fd, length) : length;
}

static inline void torn_vector(const struct fault *fault, int fd, const struct iovec **vector, int *count,
                               struct iovec *part)
{
    if (UNLIKELY(fault->damages))
        torn_vector_part(fault, fd, vector, count, part);
}

static inline ssize_t corrupt_vector(const struct fault *fault, int fd, const struct iovec *vector, ssize_t length)
{
    return UNLIKELY(fault->damages) ? corrupt_part(fault, fd, vector, length) : length;
}

static inline ssize_t corrupt(const struct fault *fault, int fd, void *buffer, ssize_t length)
{
    return UNLIKELY(fault->damages) ? corrupt_part(fault, fd, &(struct iovec){buffer, (size_t)length}, length) : length;
}

#endif
