/* elsewhere NAME ACTION…: spawns a program, which gets an empty environment, behind actions, each a word (to=DIRECTORY,
 * in=DESCRIPTOR, open=DESCRIPTOR:PATH, copy=DESCRIPTOR:COPY), found as posix_spawn and posix_spawnp find it, and says
 * how each ended. Descriptor 9 is the directory that is called `nine`. */
#include <spawn.h>
#include <sys/wait.h>

#include "probe.h"

int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *) __attribute__((weak));
int posix_spawn_file_actions_addfchdir_np(posix_spawn_file_actions_t *, int) __attribute__((weak));

static void add(posix_spawn_file_actions_t *actions, const char *word)
{
    const char *value = strchr(word, '=') + 1, *rest = strchr(word, ':');
    if (strncmp(word, "to=", 3) == 0)
        MUST(posix_spawn_file_actions_addchdir_np(actions, value) == 0);
    else if (strncmp(word, "in=", 3) == 0)
        MUST(posix_spawn_file_actions_addfchdir_np(actions, atoi(value)) == 0);
    else if (strncmp(word, "open=", 5) == 0)
        MUST(posix_spawn_file_actions_addopen(actions, atoi(value), rest + 1, O_RDONLY, 0) == 0);
    else
        MUST(posix_spawn_file_actions_adddup2(actions, atoi(value), atoi(rest + 1)) == 0);
}

static int ending(int error, pid_t child)
{
    int status;
    if (error)
        return 100 + error;
    MUST(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int main(int count, char **words)
{
    char *arguments[] = {words[1], NULL}, *nothing[] = {NULL};
    posix_spawn_file_actions_t actions;
    pid_t child;
    if (!posix_spawn_file_actions_addchdir_np) {
        say("none");
        return 0;
    }
    MUST(dup2(open("nine", O_RDONLY), 9) == 9);
    MUST(posix_spawn_file_actions_init(&actions) == 0);
    for (int i = 2; i < count; i++)
        add(&actions, words[i]);
    int error = posix_spawn(&child, words[1], &actions, NULL, arguments, nothing);
    int spawned = ending(error, child);
    error = posix_spawnp(&child, words[1], &actions, NULL, arguments, nothing);
    say("%d %d", spawned, ending(error, child));
    posix_spawn_file_actions_destroy(&actions);
    return 0;
}
