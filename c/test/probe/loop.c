/* loop COUNT: so many reads of one byte. */
#include "probe.h"

int main(int count, char **arguments)
{
    char byte;
    MUST(count == 2);
    int fd = open("file", O_RDWR | O_CREAT, 0600);
    MUST(fd >= 0 && write(fd, "x", 1) == 1);
    for (long i = atol(arguments[1]); i > 0; i--)
        MUST(pread(fd, &byte, 1, 0) == 1);
    return 0;
}
