/*
 * Runs a program in another root: enter ROOT DIRECTORY PROGRAM ARGUMENT...
 *
 * Linked statically, so that what is preloaded into the program is not loaded here. The program is the same process, in
 * the same directory, with the same environment and descriptors. /dev, /proc, /sys, /tmp and DIRECTORY are those
 * outside; the mounts go with the process.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static int trouble(const char *what)
{
    fprintf(stderr, "enter: %s: %s\n", what, strerror(errno));
    return 127;
}

/* Makes a directory and those above it. */
static void make(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0755);
        *slash = '/';
    }
    mkdir(path, 0755);
}

/* Mounts a directory at the same path below the root. */
static int share(const char *root, const char *directory)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s%s", root, directory) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    make(path);
    return mount(directory, path, NULL, MS_BIND | MS_REC, NULL);
}

int main(int argc, char **argv)
{
    char here[4096];
    if (argc < 4) {
        fputs("usage: enter ROOT DIRECTORY PROGRAM ARGUMENT...\n", stderr);
        return 127;
    }
    const char *shared[] = {"/dev", "/proc", "/sys", "/tmp", argv[2]};
    if (!getcwd(here, sizeof here))
        return trouble("getcwd");
    if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
        return trouble("a namespace of mounts");
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        if (share(argv[1], shared[i]))
            return trouble(shared[i]);
    if (chroot(argv[1]) || chdir(here))
        return trouble(here);
    execv(argv[3], argv + 3);
    return trouble(argv[3]);
}
