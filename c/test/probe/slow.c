/* A shared object whose constructor takes DELAY milliseconds. */
#include "probe.h"

__attribute__((constructor)) static void slow(void)
{
    const char *delay = getenv("DELAY");
    struct timespec time = {0, (delay ? atol(delay) : 0) * 1000000};
    syscall(SYS_nanosleep, &time, NULL);
}
