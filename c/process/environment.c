#include "environment.h"

#include "../core/bytes.h"
#include "../core/control.h"
#include "../core/pages.h"
#include "../core/place.h"
#include "../core/pointer.h"
#include "cell.h"

#define DIRECTORY_NAME "CHAOS_CONFIG_DIR"

extern char **environ;

/* The variable, and in it the directory. */
static char variable[544];
#define TARGETS (variable + sizeof DIRECTORY_NAME)

static const char *value_of(const char *entry, const char *name)
{
    return pointer_is_wild(entry) ? NULL : place_value(entry, name);
}

/* Of several, glibc takes the last, and musl the first. */
static const char *preload_of(char *const *entry, const char *cell)
{
    bool last = *(cell ? cell : CELL) == 'g';
    const char *found = NULL;
    for (; *entry && (last || !found); entry++) {
        const char *value = value_of(*entry, "LD_PRELOAD");
        found = value ? value : found;
    }
    return found;
}

void environment_start(void)
{
    const char *given = place_environment("CHAOS_TARGETS");
    bytes_join(variable, sizeof variable, DIRECTORY_NAME "=", given ? given : place_directory());
    preload_start(preload_of(environ, NULL));
}

void environment_look(struct environment *environment, char *const *given, const char *cell)
{
    static char *const nothing[] = {NULL};
    const char *directory = NULL, *handover = NULL;
    environment->given = environment->entries = given ? given : nothing;
    environment->pages = NULL;
    environment->preload = environment->directory = environment->handover = environment->preload_given = NULL;
    environment->stale = environment->covers = environment->elsewhere = false;
    environment->count = 0;
    if (pointer_is_wild(environment->given))
        return;
    for (; environment->given[environment->count]; environment->count++) {
        const char *entry = environment->given[environment->count];
        directory = directory ? directory : value_of(entry, DIRECTORY_NAME);
        handover = handover ? handover : value_of(entry, HANDOVER_NAME);
    }
    environment->stale = handover != NULL;
    environment->preload_given = preload_of(environment->given, cell);
    environment->elsewhere = control_shared() && !bytes_equal(directory ? directory : TARGETS, place_directory());
    enum preload found = preload_extend(environment->preload_given, cell, environment->preload_space);
    bool lacks = found != PRELOAD_FITS;
    if (control_follows() && lacks && *environment->preload_space)
        environment->preload = environment->preload_space;
    if (control_follows() && !directory && (!lacks || environment->preload))
        environment->directory = variable;
    environment->covers =
        found != PRELOAD_MISFIT && (!lacks || environment->preload) && (directory || environment->directory);
}

void environment_give_nothing(struct environment *environment)
{
    environment->preload = environment->directory = NULL;
    if (environment->preload_given && control_follows() && preload_is_ours(environment->preload_given))
        environment->preload = "LD_PRELOAD=";
}

void environment_hand_over(struct environment *environment, const struct handover *handover)
{
    if (!handover->libraries)
        return;
    handover_write(handover, environment->handover_space);
    environment->handover = environment->handover_space;
}

static bool changed(const struct environment *environment)
{
    return environment->preload || environment->directory || environment->handover || environment->stale;
}

static size_t entries_needed(const struct environment *environment)
{
    return environment->count + 4;
}

size_t environment_room(const struct environment *environment)
{
    size_t needed = entries_needed(environment);
    return changed(environment) && needed <= ENVIRONMENT_MOST_ON_STACK ? needed : 1;
}

static void fill(struct environment *environment, char **to)
{
    const char *added[] = {environment->preload, environment->directory, environment->handover};
    environment->entries = to;
    for (char *const *entry = environment->given; *entry; entry++) {
        bool replaced = environment->preload && value_of(*entry, "LD_PRELOAD");
        if (!replaced && !value_of(*entry, HANDOVER_NAME))
            *to++ = *entry;
    }
    for (size_t i = 0; i < sizeof added / sizeof *added; i++)
        if (added[i])
            *to++ = (char *)added[i];
    *to = NULL;
}

void environment_make(struct environment *environment, char **room)
{
    if (!changed(environment))
        return;
    if (entries_needed(environment) > ENVIRONMENT_MOST_ON_STACK) {
        environment->size = entries_needed(environment) * sizeof(char *);
        room = environment->pages = pages_allocate(environment->size);
    }
    if (room)
        fill(environment, room);
}

void environment_drop(struct environment *environment)
{
    if (environment->pages)
        pages_free(environment->pages, environment->size);
    environment->pages = NULL;
    environment->entries = environment->given;
}
