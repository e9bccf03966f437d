/* QUOTA on streams: what goes to one takes its room at once, wherever it waits to be written. */
#ifndef CHAOS_IO_QUOTA_STREAM_H
#define CHAOS_IO_QUOTA_STREAM_H

#include <stdarg.h>
#include <stdio.h>

#include "../core/damage.h"

/* As much as there is room for, or (whole) all or nothing. Below 0 the calling thread holds the stream, so that nobody
 * comes between that and the call: who has made the call lets it go. */
NOTHROW COLD int quota_stream_admit(struct fault *fault, FILE *stream, size_t *length, bool whole);
NOTHROW COLD void quota_stream_let_go(FILE *stream, int held);
/* What a call is given that puts a string or a byte into a stream, or that writes what waits there. It also waits as
 * long as a THROTTLE says, for whoever makes the call does not know how much that is. */
NOTHROW COLD int quota_stream_output(struct fault *fault, FILE *stream, long argument);
/* Of the printf family, to a stream or (NULL) to a descriptor, all or nothing: how long the text is, is known once it
 * has been made. The list is a va_list, by its address. */
NOTHROW COLD int quota_stream_text(struct fault *fault, FILE *stream, int fd, const char *format, void *list);
/* After all streams were flushed: an error, ENOSPC, where something that the calling thread has put into one since the
 * last time had no room, which the stream itself does not know. */
NOTHROW COLD int quota_stream_flushed(int result);

#endif
