#include "launch.h"

#include <errno.h>
#include <fcntl.h>

#include "../core/clock.h"
#include "../core/process.h"
#include "../core/system.h"

static void hand_over(struct launch *launch, const char *name, enum launch_how how)
{
    struct environment *environment = &launch->environment;
    struct handover handover = {0, false, false, 0};
    bool changed = environment->preload || environment->directory;
    bool child = how == LAUNCH_CHILD || (how == LAUNCH_SHELL && changed);
    if (launch->program.cover == COVERED) {
        handover.preload = environment->preload && !environment->preload_given;
        handover.directory = environment->directory != NULL;
        if (child || environment->elsewhere)
            handover.key = process_child_key(name);
        if (child || changed || environment->elsewhere)
            handover.libraries = preload_libraries();
    }
    environment_hand_over(environment, &handover);
}

/* In a child of vfork the numbers differ, and what is known of this process is the parent's. What is found out about
 * the program takes much of the stack, but not for long. */
void launch_begin(struct launch *launch, const struct call *call, enum launch_how how, int directory, const char *name,
                  bool search, char *const *environment)
{
    uint32_t self = (uint32_t)system_call(SYS_getpid);
    bool new = self != process_self()->id;
    struct program program;
    launch->call = call;
    launch->program.time = clock_now();
    launch->record = NULL;
    program.cover = NOT_COVERED_UNKNOWN;
    program.space = launch->environment.preload_space;
    program.current = how == LAUNCH_CHILD ? directory : AT_FDCWD;
    launch->found = program_find(&program, directory, name, search);
    environment_look(&launch->environment, environment, program.cell);
    enum cover cover = program.cover;
    if (cover == COVERED && !launch->environment.covers)
        cover = program.cell ? NOT_COVERED_OTHER_LIBC : NOT_COVERED_ENVIRONMENT;
    if (cover == NOT_COVERED_SECURE || cover == NOT_COVERED_PERMISSION ||
        (cover == NOT_COVERED_OTHER_LIBC && program.foreign))
        environment_give_nothing(&launch->environment);
    launch->program.cover = cover;
    if (launch->found) {
        launch->program.path = record_string(text_of(program.path));
        launch->program.detail = record_string(text_of(program.detail));
    }
    hand_over(launch, program.name, how == LAUNCH_HERE && new ? LAUNCH_CHILD : how);
    if (how == LAUNCH_HERE)
        launch_done(launch, self);
}

void launch_done(struct launch *launch, uint32_t process)
{
    launch->program.process = process;
    if (launch->found)
        launch->record = record_program(launch->call, &launch->program);
}

bool launch_again(struct launch *launch, int error)
{
    bool changed = launch->environment.entries != launch->environment.given;
    record_withdraw(launch->record);
    environment_drop(&launch->environment);
    return changed && error == E2BIG;
}
