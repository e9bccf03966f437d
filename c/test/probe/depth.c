/* depth: asks the resolver in each way from a thread of its own, the second time from the same stack. Says how much of
 * it that took each time, in bytes. */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <resolv.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "probe.h"

#define SIZE 262144
#define UNTOUCHED 0x5a

static void ask_addresses(void)
{
    struct addrinfo *result;
    if (getaddrinfo("localhost", NULL, NULL, &result) == 0)
        freeaddrinfo(result);
}

static void ask_name(void)
{
    static char name[256];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    getnameinfo((void *)&address, sizeof address, name, sizeof name, NULL, 0, 0);
}

static void ask_host(void)
{
    gethostbyname("localhost");
}

static void ask_host_in(void)
{
    static char room[2048];
    struct hostent host, *result;
    int error;
    gethostbyname_r("localhost", &host, room, sizeof room, &result, &error);
}

static void ask_address(void)
{
    gethostbyaddr(&(struct in_addr){htonl(INADDR_LOOPBACK)}, 4, AF_INET);
}

static void ask_address_in(void)
{
    static char room[2048];
    struct hostent host, *result;
    int error;
    gethostbyaddr_r(&(struct in_addr){htonl(INADDR_LOOPBACK)}, 4, AF_INET, &host, room, sizeof room, &result, &error);
}

static void *asking(void *ask)
{
    (*(void (**)(void))ask)();
    return NULL;
}

static size_t depth(void (*ask)(void))
{
    static unsigned char *stack;
    pthread_attr_t attributes;
    pthread_t thread;
    size_t untouched = 0;
    if (!stack)
        stack = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(stack != MAP_FAILED && pthread_attr_init(&attributes) == 0);
    memset(stack, UNTOUCHED, SIZE);
    MUST(pthread_attr_setstack(&attributes, stack, SIZE) == 0);
    MUST(pthread_create(&thread, &attributes, asking, &ask) == 0 && pthread_join(thread, NULL) == 0);
    while (stack[untouched] == UNTOUCHED)
        untouched++;
    return SIZE - untouched;
}

int main(void)
{
    static const struct {
        const char *name;
        void (*ask)(void);
    } ways[] = {{"getaddrinfo", ask_addresses},   {"getnameinfo", ask_name},      {"gethostbyname", ask_host},
                {"gethostbyname_r", ask_host_in}, {"gethostbyaddr", ask_address}, {"gethostbyaddr_r", ask_address_in}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        depth(ways[i].ask);
        say("%s %zu", ways[i].name, depth(ways[i].ask));
    }
    return 0;
}
