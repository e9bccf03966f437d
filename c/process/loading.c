/* An object that is loaded with RTLD_DEEPBIND is bound past us: its calls are not seen, and that is told. The libc
 * looks for an object from where its caller stands, so dlopen is left by a tail call. */
#include <sys/stat.h>

#include "../core/pointer.h"
#include "../core/process.h"
#include "../core/record.h"
#include "../core/system.h"
#include "entry.h"
#include "program.h"

#ifndef RTLD_DEEPBIND
#define RTLD_DEEPBIND 0 /* musl has none */
#endif

/* Whether there is something to load; a name without a path is searched for. */
static bool is_there(const char *object)
{
    struct stat status;
    return !text_has(text_of(object), '/') ||
           (!system_call(SYS_newfstatat, AT_FDCWD, object, &status, 0) && S_ISREG(status.st_mode));
}

static NOTHROW COLD void tell(const char *object, unsigned name)
{
    struct call call = CALLED(name);
    library_ready();
    if (pointer_is_wild(object) || !is_there(object))
        return;
    record_program(&call, &(struct record_program){clock_now(), process_self()->id, NOT_COVERED_BOUND_PAST,
                                                   record_string(text_of(object)), 0});
}

ALIAS void *dlopen(const char *object, int flags)
{
    if (UNLIKELY(flags & RTLD_DEEPBIND && !(flags & RTLD_NOLOAD)))
        tell(object, NAME(dlopen));
    return library_has(SYMBOL_dlopen) ? real.dlopen(object, flags) : NULL;
}
