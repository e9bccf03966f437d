/* Programs that are started by a descriptor, by the system call itself: not every libc has a function for it. */
#include "../core/bytes.h"
#include "../core/control.h"
#include "../core/place.h"
#include "../core/pointer.h"
#include "../core/system.h"
#include "entry.h"
#include "launch.h"

#ifndef AT_EMPTY_PATH
#define AT_EMPTY_PATH 0x1000
#endif

static COLD int start(const struct call *call, int directory, const char *path, char *const *arguments,
                      char *const *environment, int flags)
{
    char link[PLACE_DESCRIPTOR];
    const char *name = path;
    struct launch launch;
    if (!control_shared() || !path)
        return fail((int)-system_call(SYS_execveat, directory, path, arguments, environment, flags));
    if (!*path) {
        place_descriptor("fd", directory, link);
        name = link;
    }
    launch_begin(&launch, call, LAUNCH_HERE, directory, name, false, environment);
    char *room[launch_room(&launch)];
    launch_equip(&launch, room);
    long result;
    do
        result = system_call(SYS_execveat, directory, path, arguments, launch.environment.entries, flags);
    while (launch_again(&launch, (int)-result));
    return fail((int)-result);
}

/* What the libc refuses by itself. A comparison with NULL is left out by gcc, for the header says that none is. */
static bool is_refused(int file, char *const *arguments, char *const *environment)
{
#ifdef __GLIBC__
    return file < 0 || pointer_is_wild(arguments) || pointer_is_wild(environment);
#else
    (void)arguments, (void)environment;
    return file < 0;
#endif
}

EXPORT int fexecve(int file, char *const arguments[], char *const environment[])
{
    struct call call = CALL(fexecve);
    int error = process_error(call);
    if (error)
        return fail(error);
    if (!control_shared() || is_refused(file, arguments, environment))
        return real.fexecve(file, arguments, environment);
    return start(&call, file, "", arguments, environment, AT_EMPTY_PATH);
}

EXPORT int execveat(int directory, const char *path, char *const arguments[], char *const environment[], int flags)
{
    struct call call = CALL(execveat);
    int error = process_error(call);
    if (error)
        return fail(error);
    return start(&call, directory, path, arguments, environment, flags);
}
