/* resolve STEP…: asks the resolver what it is told, one step after the other, and says what it answers. A step is a
 * name and its arguments between blanks; - is NULL, or no flag, and empty no character. */
#include <dlfcn.h>
#include <netdb.h>
#include <resolv.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "nameserver.h"

static char *words[10];
static int count;

static const char *text(int word)
{
    if (word >= count || !strcmp(words[word], "-"))
        return NULL;
    return strcmp(words[word], "empty") ? words[word] : "";
}

static int number(int word, int otherwise)
{
    return text(word) ? atoi(words[word]) : otherwise;
}

static int flags(int word)
{
    static const struct {
        const char *name;
        int flag;
    } known[] = {{"passive", AI_PASSIVE},         {"canon", AI_CANONNAME},    {"numerichost", AI_NUMERICHOST},
                 {"numericserv", AI_NUMERICSERV}, {"v4mapped", AI_V4MAPPED},  {"all", AI_ALL},
                 {"nihost", NI_NUMERICHOST},      {"niserv", NI_NUMERICSERV}, {"niname", NI_NAMEREQD}};
    int set = 0;
    for (size_t i = 0; text(word) && i < sizeof known / sizeof *known; i++)
        if (strstr(words[word], known[i].name))
            set |= known[i].flag;
    return set;
}

static int family(int word)
{
    return number(word, 0) == 4 ? AF_INET : number(word, 0) == 6 ? AF_INET6 : number(word, AF_UNSPEC);
}

static const char *error_name(int error)
{
    static const struct {
        int number;
        const char *name;
    } names[] = {
#define ERROR(name, operations) {name, #name},
#include "../../dns/errors.def"
#undef ERROR
    };
    size_t i = 0;
    while (names[i].number != error)
        MUST(++i < sizeof names / sizeof *names);
    return names[i].name + 4;
}

static void append_node(char *line, const struct addrinfo *node)
{
    char address[INET6_ADDRSTRLEN];
    const struct sockaddr_in *inet = (const void *)node->ai_addr;
    const struct sockaddr_in6 *inet6 = (const void *)node->ai_addr;
    bool four = node->ai_family == AF_INET;
    MUST(node->ai_family == node->ai_addr->sa_family);
    inet_ntop(node->ai_family, four ? (const void *)&inet->sin_addr : &inet6->sin6_addr, address, sizeof address);
    sprintf(line + strlen(line), " %s/%d/%d", address, ntohs(four ? inet->sin_port : inet6->sin6_port),
            node->ai_socktype);
}

static struct addrinfo *resolve(void)
{
    struct addrinfo hints = {.ai_family = family(3), .ai_socktype = number(4, SOCK_STREAM), .ai_flags = flags(5)};
    struct addrinfo *list = NULL;
    errno = 0;
    int error = getaddrinfo(text(1), text(2), strcmp(words[0], "nohints") ? &hints : NULL, &list);
    if (error)
        say("%s -%s%s", words[0], error_name(error), error == EAI_SYSTEM && errno == EIO ? " EIO" : "");
    MUST(!error == (list != NULL));
    if (!strcmp(words[0], "nohints"))
        hints.ai_flags = AI_V4MAPPED | AI_ADDRCONFIG;
    for (struct addrinfo *node = list; node; node = node->ai_next)
        MUST(!node->ai_flags || node->ai_flags == hints.ai_flags);
    return list;
}

static void addrinfo(void)
{
    char line[4000] = "";
    struct addrinfo *list = resolve();
    for (struct addrinfo *node = list; node; node = node->ai_next)
        append_node(line, node);
    if (list && flags(5) & AI_CANONNAME)
        sprintf(line + strlen(line), " %s", list->ai_canonname);
    if (list)
        say("%s%s", words[0], line);
    if (list)
        freeaddrinfo(list);
}

/* The canonical name of each entry. */
static void canonical(void)
{
    char line[4000] = "";
    struct addrinfo *list = resolve();
    for (struct addrinfo *node = list; node; node = node->ai_next)
        sprintf(line + strlen(line), " %s", node->ai_canonname ? node->ai_canonname : "-");
    say("canonical%s", line);
    freeaddrinfo(list);
}

/* Gives back the first so many nodes alone, then the others. */
static void parts(void)
{
    struct addrinfo *list = resolve(), **link = &list, *rest;
    for (int i = number(6, 1); i > 0 && *link; i--)
        link = &(*link)->ai_next;
    rest = *link;
    *link = NULL;
    if (list)
        freeaddrinfo(list);
    if (rest)
        freeaddrinfo(rest);
    say("parts");
}

/* Gives the answer back to the libc itself, as an object does that is bound to it past all others. */
static void foreign(void)
{
    void *libc = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
    void (*give_back)(struct addrinfo *) = libc ? (void (*)(struct addrinfo *))dlsym(libc, "freeaddrinfo") : NULL;
    struct addrinfo *list = resolve();
    MUST(give_back && give_back != freeaddrinfo);
    if (list)
        give_back(list);
    say("foreign");
}

/* To the first address of a host, where nobody listens. */
static void connect_step(void)
{
    struct addrinfo *list = resolve();
    MUST(list);
    int fd = socket(list->ai_family, list->ai_socktype, 0), result = connect(fd, list->ai_addr, list->ai_addrlen);
    say("connect %s", result == 0 ? "ok" : strerror(errno));
    close(fd);
    freeaddrinfo(list);
}

static struct {
    int times, failed;
    char line[200];
} crowd;

static void *crowd_member(void *unused)
{
    (void)unused;
    for (int i = 0; i < crowd.times; i++) {
        struct addrinfo hints = {.ai_socktype = 0}, *list;
        if (getaddrinfo(crowd.line, "80", &hints, &list) == 0)
            freeaddrinfo(list);
        else
            __atomic_fetch_add(&crowd.failed, 1, __ATOMIC_RELAXED);
    }
    return NULL;
}

/* Eight threads that ask so many times each. */
static void crowd_step(void)
{
    pthread_t threads[8];
    crowd.times = number(1, 1);
    strcpy(crowd.line, words[2]);
    for (int i = 0; i < 8; i++)
        MUST(pthread_create(&threads[i], NULL, crowd_member, NULL) == 0);
    for (int i = 0; i < 8; i++)
        MUST(pthread_join(threads[i], NULL) == 0);
    say("crowd %d", crowd.failed);
}

static void nameinfo(void)
{
    struct sockaddr_in inet = {.sin_family = AF_INET, .sin_port = htons((uint16_t)number(2, 0))};
    struct sockaddr_in6 inet6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)number(2, 0))};
    struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "/x"};
    const void *address = &local;
    long host_size = number(4, 100), service_size = number(5, 100);
    socklen_t length = sizeof local;
    char host[100] = "", service[100] = "";
    if (inet_pton(AF_INET, words[1], &inet.sin_addr) == 1)
        address = &inet, length = sizeof inet;
    else if (inet_pton(AF_INET6, words[1], &inet6.sin6_addr) == 1)
        address = &inet6, length = sizeof inet6;
    errno = 0;
    /* Below 0: that much room nowhere. */
    int error = getnameinfo(address, length, host_size > 0 ? host : NULL, (socklen_t)labs(host_size),
                            service_size > 0 ? service : NULL, (socklen_t)labs(service_size), flags(3));
    if (error)
        say("nameinfo -%s%s", error_name(error), error == EAI_SYSTEM && errno == EIO ? " EIO" : "");
    else
        say("nameinfo %s/%s", host, service);
}

static void say_host(const struct hostent *host, int host_error)
{
    static const char *const names[] = {"INTERNAL", "SUCCESS", "HOST_NOT_FOUND", "TRY_AGAIN", "NO_RECOVERY", "NO_DATA"};
    char line[4000] = "", address[INET6_ADDRSTRLEN];
    if (!host) {
        say("%s -%s %d", words[0], names[host_error + 1], errno);
        return;
    }
    for (char **bytes = host->h_addr_list; *bytes; bytes++)
        sprintf(line + strlen(line), " %s", inet_ntop(host->h_addrtype, *bytes, address, sizeof address));
    MUST(host->h_length == (host->h_addrtype == AF_INET ? 4 : 16) && host->h_aliases);
    for (char **alias = host->h_aliases; *alias; alias++)
        MUST(**alias);
    say("%s %s%s", words[0], host->h_name, line);
}

static char room[4096];

/* The buffer of the size asked for ends where the room ends, and begins at any address. */
static char *buffer(size_t size)
{
    return room + sizeof room - size;
}

static void by_name(void)
{
    errno = 0;
    struct hostent *found = text(2) ? gethostbyname2(text(1), family(2)) : gethostbyname(text(1));
    say_host(found, h_errno);
}

static void by_name_r(void)
{
    struct hostent host, *found = &host;
    int host_error = 0, failed;
    size_t size = (size_t)number(3, 1024);
    errno = 0;
    if (text(2))
        failed = gethostbyname2_r(text(1), family(2), &host, buffer(size), size, &found, &host_error);
    else
        failed = gethostbyname_r(text(1), &host, buffer(size), size, &found, &host_error);
    MUST(!failed || !found);
    say_host(found, host_error);
}

static void by_addr(void)
{
    unsigned char bytes[16];
    struct hostent host, *found = &host;
    int type = strchr(words[1], ':') ? AF_INET6 : AF_INET, host_error = 0, failed;
    size_t size = (size_t)number(2, 1024);
    MUST(inet_pton(type, words[1], bytes) == 1);
    errno = 0;
    if (strcmp(words[0], "byaddr") == 0) {
        found = gethostbyaddr(bytes, text(2) ? 2 : type == AF_INET ? 4 : 16, type);
        say_host(found, h_errno);
        return;
    }
    failed = gethostbyaddr_r(bytes, type == AF_INET ? 4 : 16, type, &host, buffer(size), size, &found, &host_error);
    MUST(!failed || !found);
    say_host(found, host_error);
}

static void res(void)
{
    unsigned char answer[512];
    int length;
#ifdef __GLIBC__
    if (strcmp(words[0], "nres") == 0)
        length = res_nquery(&_res, text(1), 1, 1, answer, sizeof answer);
    else
#endif
        length = res_query(text(1), 1, 1, answer, sizeof answer);
    if (length < 0)
        say("%s -%d", words[0], h_errno);
    else
        say("%s %s", words[0], answer + 12);
}

/* By a function that the libc may lack, but not the library, with a state that nobody has made. */
static void res_stated(void)
{
    struct __res_state state;
    unsigned char answer[512];
    int (*ask)(struct __res_state *, const char *, int, int, unsigned char *, int);
    memset(&state, 0, sizeof state);
    *(void **)&ask = dlsym(RTLD_DEFAULT, text(2));
    MUST(ask);
    if (ask(&state, text(1), 1, 1, answer, sizeof answer) < 0)
        say("stated -%d %d", h_errno, state.res_h_errno);
    else
        say("stated %s %d", answer + 12, state.res_h_errno);
}

/* Kilobytes of memory in use, without what is shared, as the record of the injections is. */
static long resident(void)
{
    char line[4096];
    int fd = open("/proc/self/statm", O_RDONLY);
    long size, used = 0, shared = 0;
    ssize_t length = read(fd, line, sizeof line - 1);
    MUST(length > 0);
    line[length] = 0;
    MUST(sscanf(line, "%ld %ld %ld", &size, &used, &shared) == 3);
    close(fd);
    return (used - shared) * 4;
}

static void step(char *words_of_step);

/* So many times, without a word, and whether memory has grown meanwhile. */
static void repeat(void)
{
    char rest[500] = "", line[500];
    int times = number(1, 1), voice = probe_voice;
    for (int i = 2; i < count; i++)
        sprintf(rest + strlen(rest), "%s ", words[i]);
    probe_voice = open("/dev/null", O_WRONLY);
    long before = 0;
    for (int i = 0; i < times; i++) {
        if (i == times / 10)
            before = resident();
        strcpy(line, rest);
        step(line);
    }
    close(probe_voice);
    probe_voice = voice;
    say("repeat %s", resident() - before < 512 ? "same" : "grown");
}

static void fork_step(void)
{
    int status;
    char rest[500] = "";
    for (int i = 1; i < count; i++)
        sprintf(rest + strlen(rest), "%s ", words[i]);
    pid_t child = fork();
    if (!child) {
        step(rest);
        _exit(0);
    }
    MUST(waitpid(child, &status, 0) == child && status == 0);
}

static void step(char *line)
{
    static const struct {
        const char *name;
        void (*function)(void);
    } steps[] = {{"addrinfo", addrinfo}, {"nohints", addrinfo},   {"parts", parts},
                 {"nameinfo", nameinfo}, {"byname", by_name},     {"byname_r", by_name_r},
                 {"byaddr", by_addr},    {"byaddr_r", by_addr},   {"res", res},
                 {"nres", res},          {"stated", res_stated},  {"repeat", repeat},
                 {"fork", fork_step},    {"foreign", foreign},    {"connect", connect_step},
                 {"crowd", crowd_step},  {"canonical", canonical}};
    char *rest = NULL;
    count = 0;
    for (char *word = strtok_r(line, " ", &rest); word && count < 10; word = strtok_r(NULL, " ", &rest))
        words[count++] = word;
    size_t i = 0;
    while (strcmp(steps[i].name, words[0]))
        MUST(++i < sizeof steps / sizeof *steps);
    steps[i].function();
}

int main(int arguments, char **argument)
{
#ifdef __GLIBC__
    MUST(res_init() == 0);
    _res.nscount = 1;
    _res.nsaddr_list[0] = nameserver_start();
#endif
    for (int i = 1; i < arguments; i++)
        step(argument[i]);
    return 0;
}
