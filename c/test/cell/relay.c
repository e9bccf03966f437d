/*
 * Runs programs where another process is, in a container for example:
 *
 *   relay serve SOCKET                     there; until its stdin ends
 *   relay ask SOCKET PROGRAM ARGUMENT...   here; ends as the program does
 *
 * Linked statically, so that what is preloaded into the program is not loaded here. The program has the directory, the
 * environment and the descriptors of who asks, and does not outlive it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DESCRIPTORS = 64, TEXTS = 4096, TEXT_BYTES = 4 << 20, TROUBLE = 127 };

/* What is asked for; the texts follow: a directory, then arguments, then variables. */
struct request {
    unsigned arguments, variables, bytes;
    unsigned descriptors;
    /* The number of each descriptor that comes along. */
    int numbers[DESCRIPTORS];
};

static char text[TEXT_BYTES];
extern char **environ;

static _Noreturn void trouble(const char *what)
{
    fprintf(stderr, "relay: %s: %s\n", what, strerror(errno));
    _exit(TROUBLE);
}

static int open_socket(const char *path, int (*use)(int, const struct sockaddr *, socklen_t))
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (strlen(path) >= sizeof address.sun_path)
        errno = ENAMETOOLONG;
    else {
        strcpy(address.sun_path, path);
        if (made >= 0 && use(made, (const struct sockaddr *)&address, sizeof address) == 0)
            return made;
    }
    trouble(path);
}

static unsigned append(char **texts, struct request *request)
{
    unsigned count = 0;
    for (; texts[count]; count++) {
        size_t bytes = strlen(texts[count]) + 1;
        if (bytes > TEXT_BYTES - request->bytes || count + 2 >= TEXTS) {
            errno = E2BIG;
            trouble(texts[0]);
        }
        memcpy(text + request->bytes, texts[count], bytes);
        request->bytes += (unsigned)bytes;
    }
    return count;
}

static void send_all(int to, const char *from, size_t bytes)
{
    for (ssize_t sent; bytes > 0; from += sent, bytes -= (size_t)sent)
        if ((sent = send(to, from, bytes, MSG_NOSIGNAL)) < 0)
            trouble("send");
}

/* A message with room for descriptors. */
struct letter {
    struct msghdr message;
    struct iovec part;
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
};

static void prepare(struct letter *letter, struct request *request, unsigned descriptors)
{
    letter->part = (struct iovec){request, sizeof *request};
    letter->message = (struct msghdr){.msg_iov = &letter->part, .msg_iovlen = 1};
    letter->message.msg_control = letter->control;
    letter->message.msg_controllen = CMSG_SPACE(descriptors * sizeof(int));
}

static _Noreturn void ask(const char *path, char **arguments)
{
    char here[4096], *directory[] = {here, NULL};
    struct request request = {0};
    struct letter letter = {0};
    /* Beyond the numbers that are passed on. */
    int opened = open_socket(path, connect), to = fcntl(opened, F_DUPFD_CLOEXEC, 1000), status;
    close(opened);
    if (to < 0 || !getcwd(here, sizeof here))
        trouble("getcwd");
    append(directory, &request);
    request.arguments = append(arguments, &request);
    request.variables = append(environ, &request);
    for (int i = 0; i < 1000 && request.descriptors < DESCRIPTORS; i++)
        if (fcntl(i, F_GETFD) >= 0)
            request.numbers[request.descriptors++] = i;
    prepare(&letter, &request, request.descriptors);
    struct cmsghdr *header = CMSG_FIRSTHDR(&letter.message);
    if (request.descriptors == 0)
        letter.message.msg_controllen = 0;
    else {
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(request.descriptors * sizeof(int));
        memcpy(CMSG_DATA(header), request.numbers, request.descriptors * sizeof(int));
    }
    if (sendmsg(to, &letter.message, MSG_NOSIGNAL) != (ssize_t)sizeof request)
        trouble("sendmsg");
    send_all(to, text, request.bytes);
    if (recv(to, &status, sizeof status, MSG_WAITALL) != (ssize_t)sizeof status)
        trouble("who serves is gone");
    if (WIFSIGNALED(status)) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        signal(WTERMSIG(status), SIG_DFL);
        kill(getpid(), WTERMSIG(status));
    }
    _exit(WEXITSTATUS(status));
}

static char *take(char **list, unsigned count, char *from)
{
    for (unsigned i = 0; i < count; i++, from += strlen(from) + 1)
        list[i] = from;
    list[count] = NULL;
    return from;
}

/* Becomes the program. */
static _Noreturn void start(const struct request *request, const int *descriptors)
{
    static char *directory[2], *arguments[TEXTS], *variables[TEXTS];
    sigset_t none;
    take(variables, request->variables, take(arguments, request->arguments, take(directory, 1, text)));
    setpgid(0, 0);
    /* Those that came take the place of what has their numbers. */
    for (int i = 0; i < 3; i++)
        close(i);
    for (unsigned i = 0; i < request->descriptors; i++)
        dup2(descriptors[i], request->numbers[i]);
    if (chdir(directory[0]))
        trouble(directory[0]);
    signal(SIGCHLD, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(arguments[0], arguments, variables);
    trouble(arguments[0]);
}

static void ended(int number)
{
    (void)number;
}

/* Runs one program, and tells who asked how it ended; kills it when nobody wants to know any more. */
static _Noreturn void attend(int asker)
{
    struct request request = {0};
    struct letter letter = {0};
    int descriptors[DESCRIPTORS], status;
    sigset_t children, none;
    prepare(&letter, &request, DESCRIPTORS);
    if (recvmsg(asker, &letter.message, MSG_WAITALL) != (ssize_t)sizeof request || request.bytes > TEXT_BYTES ||
        recv(asker, text, request.bytes, MSG_WAITALL) != (ssize_t)request.bytes)
        _exit(TROUBLE);
    if (request.descriptors > 0)
        memcpy(descriptors, CMSG_DATA(CMSG_FIRSTHDR(&letter.message)), request.descriptors * sizeof(int));
    for (unsigned i = 0; i < request.descriptors; i++) {
        int moved = fcntl(descriptors[i], F_DUPFD_CLOEXEC, 1000);
        close(descriptors[i]);
        descriptors[i] = moved;
    }
    sigaction(SIGCHLD, &(struct sigaction){.sa_handler = ended}, NULL);
    sigemptyset(&none);
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    pid_t program = fork();
    if (program == 0)
        start(&request, descriptors);
    for (unsigned i = 0; i < request.descriptors; i++)
        close(descriptors[i]);
    while (waitpid(program, &status, WNOHANG) == 0)
        if (ppoll(&(struct pollfd){asker, POLLIN, 0}, 1, NULL, &none) > 0) {
            kill(-program, SIGKILL);
            waitpid(program, &status, 0);
            _exit(TROUBLE);
        }
    send_all(asker, (const char *)&status, sizeof status);
    _exit(0);
}

static _Noreturn void serve(const char *path)
{
    int door = open_socket(path, bind);
    /* Whoever is left behind by its parent becomes a child of the first process, which this one may be. */
    sigaction(SIGCHLD, &(struct sigaction){.sa_handler = SIG_IGN, .sa_flags = SA_NOCLDWAIT}, NULL);
    if (listen(door, 128))
        trouble("listen");
    for (struct pollfd polled[] = {{0, POLLIN, 0}, {door, POLLIN, 0}};;) {
        if (poll(polled, 2, -1) < 0 && errno != EINTR)
            trouble("poll");
        if (polled[0].revents)
            _exit(0);
        int asker = polled[1].revents ? accept4(door, NULL, NULL, SOCK_CLOEXEC) : -1;
        if (asker >= 0 && fork() == 0)
            attend(asker);
        close(asker);
    }
}

int main(int count, char **arguments)
{
    if (count == 3 && strcmp(arguments[1], "serve") == 0)
        serve(arguments[2]);
    if (count > 3 && strcmp(arguments[1], "ask") == 0)
        ask(arguments[2], arguments + 3);
    fputs("usage: relay serve SOCKET\n       relay ask SOCKET PROGRAM ARGUMENT...\n", stderr);
    return TROUBLE;
}
