/* Programs that are started by a descriptor. execveat is the system call itself: not every libc has the function. */
#include "../core/bytes.h"
#include "../core/control.h"
#include "../core/system.h"
#include "entry.h"
#include "launch.h"

#ifndef AT_EMPTY_PATH
#define AT_EMPTY_PATH 0x1000
#endif

static void begin(struct launch *launch, const struct call *call, int directory, const char *path,
                  char *const *environment)
{
    char link[40];
    size_t length = 0;
    if (!*path) {
        bytes_append(link, sizeof link, &length, "/proc/self/fd/");
        bytes_append_number(link, sizeof link, &length, (unsigned)directory);
        path = link;
    }
    launch_begin(launch, call, LAUNCH_HERE, directory, path, false, environment);
}

static COLD int start_descriptor(const struct call *call, int file, char *const *arguments, char *const *environment)
{
    struct launch launch;
    if (!control_shared())
        return real.fexecve(file, arguments, environment);
    begin(&launch, call, file, "", environment);
    char *room[launch_room(&launch)];
    launch_equip(&launch, room);
    do
        real.fexecve(file, arguments, launch.environment.entries);
    while (launch_again(&launch, errno));
    return -1;
}

static COLD int start_at(const struct call *call, int directory, const char *path, char *const *arguments,
                         char *const *environment, int flags)
{
    struct launch launch;
    if (!control_shared() || !path)
        return fail((int)-system_call(SYS_execveat, directory, path, arguments, environment, flags));
    begin(&launch, call, directory, path, environment);
    char *room[launch_room(&launch)];
    launch_equip(&launch, room);
    long result;
    do
        result = system_call(SYS_execveat, directory, path, arguments, launch.environment.entries, flags);
    while (launch_again(&launch, (int)-result));
    return fail((int)-result);
}

EXPORT int fexecve(int file, char *const arguments[], char *const environment[])
{
    struct call call = CALL(fexecve);
    int error = process_error(call);
    return error ? fail(error) : start_descriptor(&call, file, arguments, environment);
}

EXPORT int execveat(int directory, const char *path, char *const arguments[], char *const environment[], int flags)
{
    struct call call = CALL(execveat);
    int error = process_error(call);
    return error ? fail(error) : start_at(&call, directory, path, arguments, environment, flags);
}
