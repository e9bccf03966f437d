#include "../core/control.h"
#include "../core/system.h"
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

/* An action as the libc keeps it (glibc's posix/spawn_int.h, musl's src/process/fdop.h). */
#ifdef __GLIBC__
enum { COPY = 1, OPEN, CHANGE, CHANGE_TO };
struct action {
    int kind;
    union {
        struct {
            int file, copy;
            const char *path;
            int flags, mode;
        } on;
        const char *path;
    } is;
};
#define FILE_OF(action) ((action)->is.on.file)
#define COPIED(action) ((action)->is.on.file)
#define COPY_OF(action) ((action)->is.on.copy)
#define PATH_OF(action) ((action)->kind == OPEN ? (action)->is.on.path : (action)->is.path)

static const struct action *last(const posix_spawn_file_actions_t *actions)
{
    return actions && actions->__used ? (const struct action *)(const void *)actions->__actions + actions->__used - 1
                                      : NULL;
}

static const struct action *before(const posix_spawn_file_actions_t *actions, const struct action *action)
{
    return action == (const void *)actions->__actions ? NULL : action - 1;
}
#else
enum { COPY = 2, OPEN, CHANGE, CHANGE_TO };
struct action {
    const struct action *before, *next;
    int kind, file, copied, flags;
    mode_t mode;
    char path[];
};
#define FILE_OF(action) ((action)->file)
#define COPIED(action) ((action)->copied)
#define COPY_OF(action) ((action)->file)
#define PATH_OF(action) ((action)->path)

static const struct action *last(const posix_spawn_file_actions_t *actions)
{
    return actions ? actions->__actions : NULL;
}

static const struct action *before(const posix_spawn_file_actions_t *actions, const struct action *action)
{
    (void)actions;
    return action->before;
}
#endif

/* What a descriptor of the child's, or AT_FDCWD, is once an action and those before it are done, as a descriptor to be
 * closed here. A current directory that no action changes stays AT_FDCWD. */
static long after(const posix_spawn_file_actions_t *actions, const struct action *action, int file)
{
    for (; action; action = before(actions, action)) {
        bool current = file == AT_FDCWD;
        if (action->kind == CHANGE ? current : action->kind == OPEN && FILE_OF(action) == file) {
            long directory = after(actions, before(actions, action), AT_FDCWD);
            long opened = system_call(SYS_openat, directory, PATH_OF(action), O_PATH | O_CLOEXEC);
            system_call(SYS_close, directory);
            return opened;
        }
        if (action->kind == CHANGE_TO && current)
            file = FILE_OF(action);
        if (action->kind == COPY && COPY_OF(action) == file)
            file = COPIED(action);
    }
    return file == AT_FDCWD ? file : system_call(SYS_fcntl, file, F_DUPFD_CLOEXEC, 0);
}

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
    long directory = after(spawning->actions, last(spawning->actions), AT_FDCWD);
    launch_begin(&launch, call, LAUNCH_CHILD, (int)directory, spawning->name, call->symbol == SYMBOL_posix_spawnp,
                 spawning->environment);
    if (directory >= 0)
        system_call(SYS_close, directory);
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
