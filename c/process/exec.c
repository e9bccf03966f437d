/* All of them end in the next execve, or in execvpe, which searches PATH. Lists of arguments are on the stack, as in
 * the libc. */
#include "../core/control.h"
#include "../core/place.h"
#include "entry.h"
#include "launch.h"

extern char **environ;

static COLD int start(const struct call *call, const char *name, bool search, char *const *arguments,
                      char *const *environment)
{
    int (*next)(const char *, char *const *, char *const *) = search ? real.execvpe : real.execve;
    struct launch launch;
    if (!control_shared() || !name)
        return next(name, arguments, environment);
    launch_begin(&launch, call, LAUNCH_HERE, AT_FDCWD, name, search, environment);
    do
        next(name, arguments, launch.environment.entries);
    while (launch_again(&launch, errno));
    return -1;
}

EXPORT int execve(const char *path, char *const arguments[], char *const environment[])
{
    struct call call = CALL(execve);
    int error = process_error(call);
    return error ? fail(error) : start(&call, path, false, arguments, environment);
}

EXPORT int execv(const char *path, char *const arguments[])
{
    struct call call = CALL(execv);
    int error = process_error(call);
    return error ? fail(error) : start(&call, path, false, arguments, environ);
}

EXPORT int execvp(const char *name, char *const arguments[])
{
    struct call call = CALL(execvp);
    int error = process_error(call);
    return error ? fail(error) : start(&call, name, true, arguments, environ);
}

EXPORT int execvpe(const char *name, char *const arguments[], char *const environment[])
{
    struct call call = CALL(execvpe);
    int error = process_error(call);
    return error ? fail(error) : start(&call, name, true, arguments, environment);
}

static int start_list(const struct call *call, const char *name, bool search, const char *first, va_list rest,
                      bool with_environment)
{
    va_list counted;
    size_t count = 1;
    va_copy(counted, rest);
    for (const char *argument = first; argument; argument = va_arg(counted, const char *))
        count++;
    va_end(counted);
    char *arguments[count];
    arguments[0] = (char *)first;
    for (size_t i = 1; i < count; i++)
        arguments[i] = va_arg(rest, char *);
    return start(call, name, search, arguments, with_environment ? va_arg(rest, char *const *) : environ);
}

EXPORT int execl(const char *path, const char *first, ...)
{
    struct call call = CALL(execl);
    int error = process_error(call);
    va_list rest;
    va_start(rest, first);
    int result = error ? fail(error) : start_list(&call, path, false, first, rest, false);
    va_end(rest);
    return result;
}

EXPORT int execlp(const char *name, const char *first, ...)
{
    struct call call = CALL(execlp);
    int error = process_error(call);
    va_list rest;
    va_start(rest, first);
    int result = error ? fail(error) : start_list(&call, name, true, first, rest, false);
    va_end(rest);
    return result;
}

EXPORT int execle(const char *path, const char *first, ...)
{
    struct call call = CALL(execle);
    int error = process_error(call);
    va_list rest;
    va_start(rest, first);
    int result = error ? fail(error) : start_list(&call, path, false, first, rest, true);
    va_end(rest);
    return result;
}
