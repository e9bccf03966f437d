#include "clock.h"

#include <time.h>

#include "object.h"
#include "system.h"

static int (*kernel_clock)(clockid_t clock, struct timespec *time);

void clock_start(void)
{
#if defined __x86_64__
    static const char name[] = "__vdso_clock_gettime";
#else
    static const char name[] = "__kernel_clock_gettime";
#endif
    const void *image = object_kernel();
    if (image)
        kernel_clock = (int (*)(clockid_t, struct timespec *))(uintptr_t)object_symbol_of_image(image, name);
}

uint64_t clock_now(void)
{
    struct timespec time;
    if (!kernel_clock || kernel_clock(CLOCK_MONOTONIC, &time))
        system_call(SYS_clock_gettime, CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void clock_sleep(uint64_t nanoseconds)
{
    uint64_t end = clock_now() + nanoseconds;
    struct timespec time = {(time_t)(end / 1000000000u), (long)(end % 1000000000u)};
    while (system_call(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &time, 0) == -4 /* EINTR */)
        continue;
}
