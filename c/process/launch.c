#include "launch.h"

#include <errno.h>
#include <fcntl.h>

#include "../core/clock.h"
#include "../core/process.h"
#include "../core/record.h"
#include "../core/system.h"

static void hand_over(struct launch *launch, enum launch_how how)
{
    struct environment *environment = &launch->environment;
    struct handover handover = {0, false, false, 0};
    bool changed = environment->preload || environment->directory;
    bool child = how == LAUNCH_CHILD || (how == LAUNCH_SHELL && changed);
    if (launch->program.cover == COVERED) {
        handover.preload = environment->preload && !environment->preload_given;
        handover.directory = environment->directory != NULL;
        if (child || environment->elsewhere)
            handover.key = process_child_key(launch->program.name);
        if (child || changed || environment->elsewhere)
            handover.libraries = preload_libraries();
    }
    environment_hand_over(environment, &handover);
}

/* In a child of vfork the numbers differ, and what is known of this process is the parent's. */
void launch_begin(struct launch *launch, const struct call *call, enum launch_how how, int directory, const char *name,
                  bool search, char *const *environment)
{
    uint32_t self = (uint32_t)system_call(SYS_getpid);
    bool new = self != process_self()->id;
    launch->call = call;
    launch->time = clock_now();
    launch->record = NULL;
    launch->program.cover = NOT_COVERED_UNKNOWN;
    launch->program.space = launch->environment.preload_space;
    launch->program.current = how == LAUNCH_CHILD ? directory : AT_FDCWD;
    launch->found = program_find(&launch->program, directory, name, search);
    environment_look(&launch->environment, environment, launch->program.cell);
    enum cover cover = launch->program.cover;
    if (cover == COVERED && !launch->environment.covers)
        cover = launch->program.cell ? NOT_COVERED_OTHER_LIBC : NOT_COVERED_ENVIRONMENT;
    if (cover == NOT_COVERED_SECURE || cover == NOT_COVERED_PERMISSION ||
        (cover == NOT_COVERED_OTHER_LIBC && launch->program.foreign))
        environment_give_nothing(&launch->environment);
    launch->program.cover = cover;
    hand_over(launch, how == LAUNCH_HERE && new ? LAUNCH_CHILD : how);
    if (how == LAUNCH_HERE)
        launch_done(launch, self);
}

void launch_done(struct launch *launch, uint32_t process)
{
    struct record_program record = {launch->time, process, launch->program.cover, text_of(launch->program.path),
                                    text_of(launch->program.detail)};
    if (launch->found)
        launch->record = record_program(launch->call, &record);
}

bool launch_again(struct launch *launch, int error)
{
    bool changed = launch->environment.entries != launch->environment.given;
    record_withdraw(launch->record);
    environment_drop(&launch->environment);
    return changed && error == E2BIG;
}
