/* family HOW: syncs the file `file` three times, then has a child do so, who is made by fork, vfork and exec,
 * posix_spawn, fork and exec, or is this process after exec. Each says `<who> <syncs that failed> <pid>`. family leaf:
 * just syncs. */
#include <pthread.h>
#include <spawn.h>
#include <sys/wait.h>

#include "probe.h"

extern char **environ;

static void sync_thrice(const char *who)
{
    int failed = 0, fd = open("file", O_RDWR | O_CREAT, 0600);
    MUST(fd >= 0);
    for (int i = 0; i < 3; i++)
        failed += fsync(fd) < 0;
    close(fd);
    say("%s %d %d", who, failed, (int)getpid());
}

static void wait_for(pid_t child)
{
    int status;
    MUST(child > 0);
    MUST(waitpid(child, &status, 0) == child);
    MUST(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(int count, char **arguments)
{
    MUST(count == 2);
    const char *how = arguments[1];
    char *leaf[] = {arguments[0], "leaf", NULL};
    if (strcmp(how, "leaf") == 0) {
        sync_thrice("leaf");
        return 0;
    }
    sync_thrice("parent");
    pid_t child = -1;
    if (strcmp(how, "fork") == 0 || strcmp(how, "twice") == 0) {
        for (int i = 0; i < (strcmp(how, "twice") == 0 ? 2 : 1); i++) {
            child = fork();
            if (!child) {
                sync_thrice("child");
                _exit(0);
            }
            wait_for(child);
        }
    } else if (strcmp(how, "grandchild") == 0) {
        child = fork();
        if (!child) {
            child = fork();
            if (!child) {
                sync_thrice("grandchild");
                _exit(0);
            }
            wait_for(child);
            _exit(0);
        }
        wait_for(child);
    } else if (strcmp(how, "forkexec") == 0) {
        child = fork();
        if (!child) {
            execv(arguments[0], leaf);
            _exit(98);
        }
        wait_for(child);
    } else if (strcmp(how, "vfork") == 0) {
        child = vfork();
        if (!child) {
            execv(arguments[0], leaf);
            _exit(98);
        }
        wait_for(child);
    } else if (strcmp(how, "spawn") == 0) {
        MUST(posix_spawn(&child, arguments[0], NULL, NULL, leaf, environ) == 0);
        wait_for(child);
    } else if (strcmp(how, "exec") == 0) {
        execv(arguments[0], leaf);
        return 98;
    } else if (strcmp(how, "system") == 0) {
        char command[600];
        snprintf(command, sizeof command, "exec '%s' leaf", arguments[0]);
        MUST(system(command) == 0);
    } else {
        MUST(!"a known way");
    }
    sync_thrice("parent");
    return 0;
}
