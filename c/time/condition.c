#include "condition.h"

#include <pthread.h>

#include "../core/attributes.h"
#include "../core/bytes.h"
#include "../core/counter.h"
#include "../core/object.h"

/* Which bits of which byte say that it is the monotonic clock: those that are set in a condition made so. They are the
 * libc's own business, and have moved with its versions. None as long as a program without threads has not loaded what
 * belongs to them (glibc before 2.34). */
static COLD uint32_t find_mark(void)
{
    static const char names[] = "pthread_condattr_setclock\0pthread_cond_init";
    static const unsigned char instead[] = {0, 1};
    union {
        pthread_cond_t condition;
        unsigned char bytes[sizeof(pthread_cond_t)];
    } made;
    struct {
        __typeof__(pthread_condattr_setclock) *set_clock;
        __typeof__(pthread_cond_init) *init;
    } next = {NULL, NULL};
    pthread_condattr_t attributes;
    memset(&attributes, 0, sizeof attributes);
    memset(&made, 0, sizeof made);
    object_resolve(names, instead, LENGTH(instead), (void **)&next);
    if (next.set_clock && next.init && next.set_clock(&attributes, CLOCK_MONOTONIC) == 0)
        next.init(&made.condition, &attributes);
    uint32_t at = 0;
    while (at < sizeof made.bytes - 1 && !made.bytes[at])
        at++;
    return at << 8 | made.bytes[at];
}

clockid_t condition_clock(const void *condition)
{
    static uint32_t mark;
    uint32_t known = load_relaxed(&mark);
    if (!(known & 0xff))
        store_relaxed(&mark, known = find_mark());
    return ((const unsigned char *)condition)[known >> 8] & known & 0xff ? CLOCK_MONOTONIC : CLOCK_REALTIME;
}
