/* Syncs as often as it is told, and kills itself as nobody can prevent. */
#include <signal.h>

#include "probe.h"

int main(int count, char **arguments)
{
    MUST(count == 2);
    int fd = open("file", O_RDWR | O_CREAT, 0600);
    MUST(fd >= 0);
    for (int i = atoi(arguments[1]); i > 0; i--)
        MUST(fsync(fd) < 0);
    say("done");
    kill(getpid(), SIGKILL);
    return 0;
}
