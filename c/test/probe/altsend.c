/* A signal handler that sends and receives on a small stack, over TCP, or with an argument over UDP. */
#include "loopback.h"
#include "small_stack.h"

static int ends[2];

static void handle(int signal)
{
    char bytes[] = "abcd";
    (void)signal;
    (void)!send(ends[0], bytes, sizeof bytes, MSG_NOSIGNAL);
    (void)!recv(ends[1], bytes, sizeof bytes, MSG_DONTWAIT);
}

int main(int count, char **arguments)
{
    (void)arguments;
    loopback_pair(count > 1 ? SOCK_DGRAM : SOCK_STREAM, ends);
    handle_on_small_stack(handle);
    raise(SIGUSR1);
    raise(SIGUSR1);
    say("handled");
    return 0;
}
