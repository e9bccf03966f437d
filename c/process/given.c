#include "given.h"

#include "../core/segment.h"
#include "../core/thread.h"

THREAD_LOCAL uint64_t given;

void given_tell(void)
{
    thread_given = (char *)&given - (char *)__builtin_thread_pointer();
    if (segment_home)
        segment_process(segment_home)->given = thread_given;
}
