/* A shared object whose constructor calls what the library interposes, before or after the library's own. */
#include <dirent.h>
#include <sys/stat.h>

#include "probe.h"

__attribute__((constructor)) static void early(void)
{
    struct stat status;
    char bytes[8];
    int fd = open("early", O_RDWR | O_CREAT, 0600);
    MUST(fd >= 0);
    errno = 77;
    ssize_t written = write(fd, "text", 4);
    ssize_t got = pread(fd, bytes, 4, 0);
    MUST(fstat(fd, &status) == 0 && errno == 77);
    int synced = fsync(fd);
    FILE *stream = fopen("early", "r");
    MUST(stream && fgets(bytes, sizeof bytes, stream) && fclose(stream) == 0);
    DIR *directory = opendir(".");
    MUST(directory && readdir(directory) && closedir(directory) == 0);
    close(fd);
    say("early %d %d %d", (int)written, (int)got, synced);
}
