/* system and popen give the shell the program's own environment, inside the libc. Where the run's variables are not in
 * it, the shell is told to set them and to start itself again: signals, cancellation and the result are the libc's. */
#include "../core/bytes.h"
#include "../core/control.h"
#include "../core/pages.h"
#include "entry.h"
#include "launch.h"

#define SHELL "/bin/sh"
/* The kernel takes no longer argument. */
#define LONGEST_COMMAND 131072

extern char **environ;

struct command {
    const char *text;
    void *pages;
    size_t size;
};

static void append_quoted(char *buffer, size_t size, size_t *length, const char *string)
{
    bytes_append(buffer, size, length, "'");
    for (; *string; string++)
        bytes_append(buffer, size, length, *string == '\'' ? "'\\''" : (char[]){*string, 0});
    bytes_append(buffer, size, length, "'");
}

/* export 'LD_PRELOAD=…' …;exec /bin/sh -c '…' sh */
static size_t write_wrapped(char *buffer, size_t size, const char *given, const struct environment *environment)
{
    const char *added[] = {environment->preload, environment->directory, environment->handover};
    size_t length = 0;
    bytes_append(buffer, size, &length, "export");
    for (size_t i = 0; i < LENGTH(added); i++)
        if (added[i]) {
            bytes_append(buffer, size, &length, " ");
            append_quoted(buffer, size, &length, added[i]);
        }
    bytes_append(buffer, size, &length, ";exec " SHELL " -c ");
    append_quoted(buffer, size, &length, given);
    bytes_append(buffer, size, &length, " sh");
    return length;
}

/* False where that would be too long, or there is no memory. */
static bool wrap(struct command *command, const struct environment *environment)
{
    command->size = 4 * bytes_length(command->text) + 4 * PRELOAD_SIZE;
    command->pages = pages_allocate(command->size);
    if (!command->pages || write_wrapped(command->pages, command->size, command->text, environment) >= LONGEST_COMMAND)
        return false;
    command->text = command->pages;
    return true;
}

static COLD void prepare(struct command *command, const struct call *call)
{
    struct launch launch;
    launch_begin(&launch, call, LAUNCH_SHELL, AT_FDCWD, SHELL, false, environ);
    bool changed = launch.environment.preload || launch.environment.directory;
    bool runs = bytes_length(command->text) < LONGEST_COMMAND;
    if (changed && runs && !wrap(command, &launch.environment) && launch.program.cover == COVERED)
        launch.program.cover = NOT_COVERED_ENVIRONMENT;
    if (launch.program.cover != COVERED)
        launch_done(&launch, 0);
}

static struct command command_of(const struct call *call, const char *text)
{
    struct command command = {text, NULL, 0};
    if (control_shared())
        prepare(&command, call);
    return command;
}

static void release(const struct command *command)
{
    if (command->pages)
        pages_free(command->pages, command->size);
}

/* Without a command it asks whether there is a shell, and can't fail. */
EXPORT int system(const char *text)
{
    struct call call = CALL(system);
    if (!text)
        return real.system(text);
    int error = process_error(call);
    if (error)
        return fail(error);
    struct command command = command_of(&call, text);
    int result = real.system(command.text);
    release(&command);
    return result;
}

EXPORT FILE *popen(const char *text, const char *mode)
{
    struct call call = CALL(popen);
    int error = process_error(call);
    if (error)
        return fail_null(error);
    struct command command = command_of(&call, text);
    FILE *stream = real.popen(command.text, mode);
    release(&command);
    return stream;
}
