/* All of them end in the next execve, or in execvpe, which searches PATH. Lists of arguments are on the stack, as in
 * the libc. */
#include "../core/control.h"
#include "../core/place.h"
#include "entry.h"
#include "launch.h"

extern char **environ;

static bool searches(unsigned symbol)
{
    return symbol == SYMBOL_execvp || symbol == SYMBOL_execvpe || symbol == SYMBOL_execlp;
}

/* Apart from the decision: the two need no more of the stack than the larger one. */
static COLD int replace(const struct call *call, const char *name, char *const *arguments, char *const *environment)
{
    bool search = searches(call->symbol);
    int (*next)(const char *, char *const *, char *const *) = search ? real.execvpe : real.execve;
    struct launch launch;
    if (!control_shared() || !name)
        return next(name, arguments, environment);
    launch_begin(&launch, call, LAUNCH_HERE, AT_FDCWD, name, search, environment);
    char *room[launch_room(&launch)];
    launch_equip(&launch, room);
    do
        next(name, arguments, launch.environment.entries);
    while (launch_again(&launch, errno));
    return -1;
}

static int start(struct call call, const char *name, char *const *arguments, char *const *environment)
{
    int error = process_error(call);
    return error ? fail(error) : replace(&call, name, arguments, environment);
}

static BODY int start_as(const char *name, char *const *arguments, char *const *environment, unsigned symbol)
{
    return start(CALLED(symbol), name, arguments, environment);
}

ALIAS int execve(const char *path, char *const arguments[], char *const environment[])
{
    return start_as(path, arguments, environment, NAME(execve));
}

ALIAS int execv(const char *path, char *const arguments[])
{
    return start_as(path, arguments, environ, NAME(execv));
}

ALIAS int execvp(const char *name, char *const arguments[])
{
    return start_as(name, arguments, environ, NAME(execvp));
}

ALIAS int execvpe(const char *name, char *const arguments[], char *const environment[])
{
    return start_as(name, arguments, environment, NAME(execvpe));
}

static int start_list(struct call call, const char *name, const char *first, va_list rest)
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
    return start(call, name, arguments, call.symbol == SYMBOL_execle ? va_arg(rest, char *const *) : environ);
}

EXPORT int execl(const char *path, const char *first, ...)
{
    va_list rest;
    va_start(rest, first);
    int result = start_list(CALL(execl), path, first, rest);
    va_end(rest);
    return result;
}

EXPORT int execlp(const char *name, const char *first, ...)
{
    va_list rest;
    va_start(rest, first);
    int result = start_list(CALL(execlp), name, first, rest);
    va_end(rest);
    return result;
}

EXPORT int execle(const char *path, const char *first, ...)
{
    va_list rest;
    va_start(rest, first);
    int result = start_list(CALL(execle), path, first, rest);
    va_end(rest);
    return result;
}
