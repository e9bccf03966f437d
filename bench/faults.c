/* Reads a byte of a file COUNT times and expects each to fail.
 *
 *     faults FILE COUNT
 *
 * Exit code 1 when the file cannot be opened or a read succeeds. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    char byte;
    int fd = count == 3 ? open(arguments[1], O_RDONLY) : -1;
    if (fd < 0)
        return 1;
    for (long left = atol(arguments[2]); left > 0; left--)
        if (pread(fd, &byte, 1, 0) != -1)
            return 1;
    return 0;
}
