#include "span.h"

#include "../core/value.h"

#define MOST_SECONDS 5500000000
/* What is added to the time of today stays in 64 bits. */
#define MOST_SPAN 5.4e18

bool span_is_plain(const struct timespec *time)
{
    return (unsigned long)time->tv_sec < MOST_SECONDS && (unsigned long)time->tv_nsec < SPAN_SECOND;
}

int64_t span_of(const struct timespec *time)
{
    return (int64_t)time->tv_sec * SPAN_SECOND + time->tv_nsec;
}

/* The seconds are rounded down, so that what is left is never negative. */
struct timespec span_timespec(int64_t nanoseconds)
{
    int64_t seconds = nanoseconds / SPAN_SECOND, rest = nanoseconds % SPAN_SECOND;
    if (rest < 0) {
        seconds--;
        rest += SPAN_SECOND;
    }
    return (struct timespec){.tv_sec = (time_t)seconds, .tv_nsec = (long)rest};
}

int64_t span_of_micro(const struct timeval *time)
{
    return (int64_t)time->tv_sec * SPAN_SECOND + (int64_t)time->tv_usec * 1000;
}

struct timeval span_timeval(int64_t nanoseconds)
{
    struct timespec time = span_timespec(nanoseconds);
    return (struct timeval){.tv_sec = time.tv_sec, .tv_usec = time.tv_nsec / 1000};
}

int64_t span_grow(int64_t nanoseconds, uint64_t factor)
{
    __extension__ typedef __int128 wide;
    wide grown = (wide)nanoseconds * (wide)factor >> 32;
    return grown > INT64_MAX ? INT64_MAX : (int64_t)grown;
}

int64_t span_shrink(int64_t nanoseconds, uint64_t factor)
{
    if (factor == VALUE_FACTOR_ONE || nanoseconds <= 0)
        return nanoseconds;
    double exact = (double)nanoseconds * (double)VALUE_FACTOR_ONE / (double)factor;
    if (exact > MOST_SPAN)
        return (int64_t)MOST_SPAN;
    int64_t shrunk = (int64_t)exact, lacking = nanoseconds - span_grow(shrunk, factor);
    return lacking > 0 ? shrunk + lacking * (int64_t)VALUE_FACTOR_ONE / (int64_t)factor + 1 : shrunk;
}
