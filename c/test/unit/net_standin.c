#include "../../net/standin.h"

#include "../check.h"

struct real real;

int main(void)
{
    struct epoll_event event = {EPOLLIN, {.u64 = 7}};
    struct timespec now = {0, 0};
    int pipe_ends[2];
    standin_fill(&real);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    CHECK(pipe(pipe_ends), 0);
    CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, pipe_ends[0], &event), 0);
    errno = 77;
    CHECK(real.epoll_pwait2(epoll, &event, 1, &now, NULL), 0);
    CHECK(errno, 77);
    CHECK(write(pipe_ends[1], "x", 1), 1);
    CHECK(real.epoll_pwait2(epoll, &event, 1, NULL, NULL), 1);
    CHECK(event.data.u64, 7);
    CHECK(real.epoll_pwait2(-1, &event, 1, &now, NULL), -1);
    CHECK(errno, EBADF);
    struct real kept = {.epoll_pwait2 = real.epoll_pwait2};
    standin_fill(&kept);
    CHECK(kept.epoll_pwait2 == real.epoll_pwait2, 1);
    CHECK_END;
}
