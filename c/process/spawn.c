#include "../core/control.h"
#include "entry.h"
#include "launch.h"

struct spawning {
    pid_t *process;
    const char *name;
    const posix_spawn_file_actions_t *actions;
    const posix_spawnattr_t *attributes;
    char *const *arguments;
    char *const *environment;
};

/* The child shares nothing that could be changed in it: what it needs is in its environment. */
static COLD int start(const struct call *call, const struct spawning *spawning)
{
    __typeof__(posix_spawn) *next = NEXT(posix_spawn, *call);
    struct launch launch;
    pid_t space, *process = spawning->process ? spawning->process : &space;
    int error;
    if (!control_shared())
        return next(spawning->process, spawning->name, spawning->actions, spawning->attributes, spawning->arguments,
                    spawning->environment);
    launch_begin(&launch, call, LAUNCH_CHILD, AT_FDCWD, spawning->name, call->symbol == SYMBOL_posix_spawnp,
                 spawning->environment);
    char *room[launch_room(&launch)];
    launch_equip(&launch, room);
    do {
        error = next(process, spawning->name, spawning->actions, spawning->attributes, spawning->arguments,
                     launch.environment.entries);
        if (!error)
            launch_done(&launch, (uint32_t)*process);
    } while (error && launch_again(&launch, error));
    if (!error)
        environment_drop(&launch.environment);
    return error;
}

/* The number is returned, and errno left alone. */
EXPORT int posix_spawn(pid_t *restrict process, const char *restrict path,
                       const posix_spawn_file_actions_t *restrict actions, const posix_spawnattr_t *restrict attributes,
                       char *const arguments[restrict], char *const environment[restrict])
{
    struct call call = CALL(posix_spawn);
    int error = process_error(call);
    return error ? error : start(&call, &(struct spawning){process, path, actions, attributes, arguments, environment});
}

EXPORT int posix_spawnp(pid_t *restrict process, const char *restrict name,
                        const posix_spawn_file_actions_t *restrict actions,
                        const posix_spawnattr_t *restrict attributes, char *const arguments[restrict],
                        char *const environment[restrict])
{
    struct call call = CALL(posix_spawnp);
    int error = process_error(call);
    return error ? error : start(&call, &(struct spawning){process, name, actions, attributes, arguments, environment});
}
