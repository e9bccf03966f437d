/* How calls fail: with errno, and what the function returns then. */
#ifndef CHAOS_FAIL_H
#define CHAOS_FAIL_H

#include <errno.h>
#include <stddef.h>

#include "attributes.h"

NOTHROW COLD int fail(int error);
NOTHROW COLD void *fail_null(int error);

#endif
