/* symbol_dns DIRECTORY COUNT NAME, symbol_dns list, symbol_dns cancel: as symbol, for the functions of name resolution.
 * A call that failed for the time being has failed with EAI_AGAIN, however it says so. */
#include <netdb.h>
#include <resolv.h>

#include "attempt.h"
#include "nameserver.h"

static char buffer[1024];

static bool fails(int error)
{
    if (error)
        after = error;
    return error != 0;
}

/* Functions that say so with h_errno. */
static bool host_fails(bool failed, int host_error)
{
    if (failed)
        after = host_error == TRY_AGAIN && after == EAGAIN ? EAI_AGAIN : 1000 + host_error;
    return failed;
}

static bool try_getaddrinfo(void *function)
{
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *list;
    int error;
    DO(error = FUNCTION(int, const char *, const char *, const struct addrinfo *, struct addrinfo **)("localhost", "7",
                                                                                                      &hints, &list));
    if (!error)
        freeaddrinfo(list);
    return fails(error);
}

static bool try_freeaddrinfo(void *function)
{
    struct addrinfo *list;
    MUST(getaddrinfo("127.0.0.1", "7", NULL, &list) == 0);
    DO(FUNCTION(void, struct addrinfo *)(list));
    return false;
}

static bool try_getnameinfo(void *function)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    char host[100], service[100];
    int error;
    DO(error = FUNCTION(int, const void *, socklen_t, char *, socklen_t, char *, socklen_t,
                        int)(&address, sizeof address, host, sizeof host, service, sizeof service, NI_NUMERICSERV));
    return fails(error);
}

static bool try_gethostbyname(void *function)
{
    struct hostent *found;
    DO(found = FUNCTION(struct hostent *, const char *, int)("localhost", AF_INET));
    return host_fails(!found, h_errno);
}

static bool try_gethostbyname_r(void *function)
{
    struct hostent host, *found = &host;
    int number, host_error = 0;
    DO(number = FUNCTION(int, const char *, struct hostent *, char *, size_t, struct hostent **,
                         int *)("localhost", &host, buffer, sizeof buffer, &found, &host_error));
    MUST(number == 0 || (number == after && !found));
    return host_fails(!found, host_error);
}

static bool try_gethostbyname2_r(void *function)
{
    struct hostent host, *found = &host;
    int number, host_error = 0;
    DO(number = FUNCTION(int, const char *, int, struct hostent *, char *, size_t, struct hostent **,
                         int *)("localhost", AF_INET, &host, buffer, sizeof buffer, &found, &host_error));
    MUST(number == 0 || (number == after && !found));
    return host_fails(!found, host_error);
}

static const unsigned char loopback[4] = {127, 0, 0, 1};

static bool try_gethostbyaddr(void *function)
{
    struct hostent *found;
    DO(found = FUNCTION(struct hostent *, const void *, socklen_t, int)(loopback, 4, AF_INET));
    return host_fails(!found, h_errno);
}

static bool try_gethostbyaddr_r(void *function)
{
    struct hostent host, *found = &host;
    int number, host_error = 0;
    DO(number = FUNCTION(int, const void *, socklen_t, int, struct hostent *, char *, size_t, struct hostent **,
                         int *)(loopback, 4, AF_INET, &host, buffer, sizeof buffer, &found, &host_error));
    MUST(number == 0 || (number == after && !found));
    return host_fails(!found, host_error);
}

/* musl asks the system's name server and no other. */
#ifdef __GLIBC__
static struct __res_state state;

static bool try_res_query(void *function)
{
    unsigned char answer[512];
    int length;
    DO(length = FUNCTION(int, const char *, int, int, unsigned char *, int)("chaos.invalid", 1, 1, answer, 512));
    MUST(length < 0 || memcmp(answer + length - 4, "\300\0\2\7", 4) == 0);
    return host_fails(length < 0, h_errno);
}

static bool try_res_nquery(void *function)
{
    unsigned char answer[512];
    int length;
    DO(length = FUNCTION(int, struct __res_state *, const char *, int, int, unsigned char *,
                         int)(&state, "chaos.invalid", 1, 1, answer, 512));
    MUST(length < 0 || memcmp(answer + length - 4, "\300\0\2\7", 4) == 0);
    return host_fails(length < 0, state.res_h_errno);
}

static void ask_our_own(struct __res_state *resolver)
{
    MUST(res_ninit(resolver) == 0);
    resolver->nscount = 1;
    resolver->nsaddr_list[0] = nameserver_start();
}
#else
#define try_res_query NULL
#define try_res_nquery NULL
#endif

static const struct symbol symbols[] = {
    {"getaddrinfo", try_getaddrinfo},
    {"getnameinfo", try_getnameinfo},
    {"freeaddrinfo", try_freeaddrinfo},
    {"gethostbyname", try_gethostbyname},
    {"gethostbyname2", try_gethostbyname},
    {"gethostbyname_r", try_gethostbyname_r},
    {"gethostbyname2_r", try_gethostbyname2_r},
    {"gethostbyaddr", try_gethostbyaddr},
    {"gethostbyaddr_r", try_gethostbyaddr_r},
    {"res_query", try_res_query},
    {"res_search", try_res_query},
    {"res_nquery", try_res_nquery},
    {"res_nsearch", try_res_nquery},
    {"__res_query", try_res_query},
    {"__res_search", try_res_query},
    {"__res_nquery", try_res_nquery},
    {"__res_nsearch", try_res_nquery},
};

#define SYMBOLS (sizeof symbols / sizeof *symbols)

static void prepare(void)
{
}

int main(int count, char **arguments)
{
    if (count == 2 && strcmp(arguments[1], "list") == 0)
        return attempt_list(symbols, SYMBOLS), 0;
#ifdef __GLIBC__
    ask_our_own(&_res);
    ask_our_own(&state);
#endif
    if (count == 2)
        return attempt_cancelled_each(symbols, SYMBOLS), 0;
    MUST(count == 4);
    return attempt_named(symbols, SYMBOLS, arguments[3], atoi(arguments[2])), 0;
}
