#include "../../core/process.h"

#include <sys/resource.h>
#include <unistd.h>

#include "../check.h"

/* The second start is without a descriptor to read files with. */
int main(void)
{
    struct rlimit limit, none = {0, 0};
    process_start(false, 0);
    CHECK(process_self()->id, getpid());
    CHECK(process_self()->parent, getppid());
    CHECK(process_self()->start > 0, 1);
    uint64_t key = process_self()->key;
    getrlimit(RLIMIT_NOFILE, &limit);
    none.rlim_max = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &none);
    process_start(false, 0);
    setrlimit(RLIMIT_NOFILE, &limit);
    CHECK(process_self()->start, 0);
    CHECK(process_self()->key, key);
    CHECK(process_is(text_of("process")), 1);
    CHECK_END;
}
