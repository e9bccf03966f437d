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
 *     return received_vector(&fault, vector, real.readv(fd, vector, count));
 *
 * and those that programs call most first let pass what need not be seen, as a tail call:
 *
 *     if (library_idle(call.operation))
 *         return NEXT(getc, call)(stream);
 *     return getc_slow(stream, name);
 *
 * Names that differ only in what they take share that (pass.h).
 * The call is the caller's own but for that: errno, cancellation and signals are those of the libc's function. */
#ifndef CHAOS_IO_ENTRY_H
#define CHAOS_IO_ENTRY_H

#include "../core/damage.h"
#include "../core/fail.h"
#include "../core/library.h"
#include "names.h"

#define SYMBOLS_DEF "../io/symbols.def"
#define OPERATIONS_DEF "../io/operations.def"
#include "../core/symbols.h"

/* Each decides on one call, waits where a rule says so, and returns the error to fail with, or 0. On what a descriptor
 * refers to, on a path relative to a directory's descriptor or AT_FDCWD, on the file mapped at an address. */
int io_error(struct call call, int fd);
int io_error_at(struct call call, int directory, const char *path);
int io_error_mapping(struct call call, const void *address);
/* On a stream that a string or a byte is put into; below 0 it is held (quota_stream_admit). */
int io_error_output(struct call call, FILE *stream, long argument);

/* The same where the result can be damaged: what is to be done to it is left in the fault. */
int io_fault(struct fault *fault, struct call call, int fd);
int io_fault_stream(struct fault *fault, struct call call, FILE *stream);
int io_fault_at(struct fault *fault, struct call call, int directory, const char *path);

/* Whether a call can pass at once: it need not be seen, or no fault of io may befall what the descriptor refers to.
 * Then it is counted, and leaves as if we were not there: on a socket net sees who made it. */
NOTHROW bool io_passes(struct call call, int fd);
/* The second half of that. */
NOTHROW bool io_spares(struct call call, int fd);

/* For an operation that has been found not to be idle. */
int io_fault_seen(struct fault *fault, struct call call, int fd);
int io_fault_at_seen(struct fault *fault, struct call call, int directory, const char *path);

/* How calls on streams fail: the error indicator is set as well. */
NOTHROW COLD int fail_stream(FILE *stream, int error);
NOTHROW COLD size_t fail_items(FILE *stream, int error);

/* Of a stream, or -1; errno is left alone. */
NOTHROW int stream_descriptor(FILE *stream);
/* What the descriptor refers to is not what it was. */
NOTHROW void descriptor_forget(int fd);
/* Names have changed. */
NOTHROW void descriptor_forget_all(void);
/* Those from the first to the last are about to be closed. */
NOTHROW COLD void descriptor_forget_range(unsigned first, unsigned last);

/* Note what a call has changed, and return its result: a descriptor of the path that was just asked about (NULL: which
 * nobody can name), one of something that is open already, names that are others now. */
NOTHROW int opened(int fd, const char *path);
NOTHROW int duplicated(int source, int fd);
NOTHROW int renamed(int result);

/* The next syscall() is known. */
void syscall_started(void);

#endif
