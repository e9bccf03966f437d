/* sockets STEP…: does what it is told with sockets, as stepping.h says. What is sent is bytes of 0x55; `flipped` tells
 * how many bits of what was received last are not like that. Addresses are 127.0.0.1:80, [::1]:80, /path or @name. */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>

#include "stepping.h"

/* What compilers make of recvfrom, where the libc has it. */
ssize_t __recvfrom_chk(int, void *, size_t, size_t, int, struct sockaddr *, socklen_t *) __attribute__((weak));

#define IS(text) (strcmp(words[0], text) == 0)
#define HAS(word, text) ((word) < count && strcmp(words[word], text) == 0)

static unsigned char sent[1 << 20], received[1 << 20];
static long received_length;
static uint64_t begun;

static socklen_t address_of(int word, struct sockaddr_storage *address)
{
    char text[128];
    char *text_end, *host = text;
    memset(address, 0, sizeof *address);
    if (word >= count)
        return 0;
    snprintf(text, sizeof text, "%s", words[word]);
    if (*text == '/' || *text == '@') {
        struct sockaddr_un *un = (void *)address;
        un->sun_family = AF_UNIX;
        strcpy(un->sun_path, text);
        if (*text == '@')
            un->sun_path[0] = 0;
        return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(text) + (*text == '/'));
    }
    text_end = strrchr(text, ':');
    MUST(text_end);
    *text_end = 0;
    uint16_t port = htons((uint16_t)atoi(text_end + 1));
    if (*text == '[') {
        struct sockaddr_in6 *six = (void *)address;
        text_end[-1] = 0;
        host++;
        six->sin6_family = AF_INET6;
        six->sin6_port = port;
        MUST(inet_pton(AF_INET6, host, &six->sin6_addr) == 1);
        return sizeof *six;
    }
    struct sockaddr_in *four = (void *)address;
    four->sin_family = AF_INET;
    four->sin_port = port;
    MUST(inet_pton(AF_INET, host, &four->sin_addr) == 1);
    return sizeof *four;
}

static const struct {
    const char *name;
    int family, type;
} kinds[] = {{"tcp", AF_INET, SOCK_STREAM},        {"tcp6", AF_INET6, SOCK_STREAM},  {"udp", AF_INET, SOCK_DGRAM},
             {"udp6", AF_INET6, SOCK_DGRAM},       {"unix", AF_UNIX, SOCK_STREAM},   {"gram", AF_UNIX, SOCK_DGRAM},
             {"packets", AF_UNIX, SOCK_SEQPACKET}, {"netlink", AF_NETLINK, SOCK_RAW}};

static size_t kind_of(int word)
{
    size_t kind = 0;
    while (kind < sizeof kinds / sizeof *kinds && !HAS(word, kinds[kind].name))
        kind++;
    MUST(kind < sizeof kinds / sizeof *kinds);
    return kind;
}

static long make(void)
{
    size_t kind = kind_of(2);
    int fd = socket(kinds[kind].family, kinds[kind].type | (HAS(3, "nonblocking") ? SOCK_NONBLOCK : 0), 0), yes = 1;
    if (fd >= 0)
        syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    return keep(1, fd);
}

static long make_pair(void)
{
    size_t kind = kind_of(3);
    int pair[2] = {-1, -1}, result = socketpair(kinds[kind].family, kinds[kind].type, 0, pair);
    keep(1, pair[0]);
    keep(2, pair[1]);
    return result;
}

static int flags_from(int word)
{
    int flags = 0;
    for (; word < count; word++)
        flags |= HAS(word, "dontwait") ? MSG_DONTWAIT
                 : HAS(word, "peek")   ? MSG_PEEK
                 : HAS(word, "trunc")  ? MSG_TRUNC
                 : HAS(word, "all")    ? MSG_WAITALL
                 : HAS(word, "oob")    ? MSG_OOB
                 : HAS(word, "errors") ? MSG_ERRQUEUE
                                       : 0;
    return flags;
}

/* The vector whose parts' lengths the words give. */
static int vector_from(int word, unsigned char *bytes, struct iovec *vector)
{
    int parts = 0;
    for (; word + parts < count && words[word + parts][0] <= '9'; parts++) {
        vector[parts] = (struct iovec){bytes, (size_t)atol(words[word + parts])};
        bytes += vector[parts].iov_len;
    }
    return parts;
}

/* sendfile FD N [OFFSET | pipe]: from a file of 3 GiB; its offset, else its position has moved by what went. */
static long send_file(void)
{
    bool piped = HAS(3, "pipe"), named = count > 3 && !piped;
    off_t begin = named ? number(3, 0) : 0, offset = begin;
    int ends[2], file = (int)syscall(SYS_memfd_create, "file", 0);
    MUST(ftruncate(file, 3l << 30) == 0 && pipe(ends) == 0);
    long result = sendfile(descriptor(1), piped ? ends[0] : file, named ? &offset : NULL, (size_t)number(2, 1));
    int error = errno;
    off_t position = lseek(file, 0, SEEK_CUR), went = result > 0 ? result : 0;
    MUST(named ? !position && offset == begin + went : position == went);
    probe_close(file);
    probe_close(ends[0]);
    probe_close(ends[1]);
    errno = error;
    return result;
}

static long got(long length)
{
    received_length = length;
    return length;
}

static long flipped(void)
{
    long bits = 0;
    for (long i = 0; i < received_length; i++)
        bits += __builtin_popcount(received[i] ^ 0x55u);
    return bits;
}

/* Several messages of one part each; how many went, and in `sizes` the bytes of each. */
static long several(bool sending)
{
    struct iovec vector[8];
    struct mmsghdr messages[8];
    memset(messages, 0, sizeof messages);
    int parts = vector_from(2, sending ? sent : received, vector);
    for (int i = 0; i < parts; i++) {
        messages[i].msg_hdr.msg_iov = &vector[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    int result =
        sending ? sendmmsg(descriptor(1), messages, (unsigned)parts, 0)
                : recvmmsg(descriptor(1), messages, (unsigned)parts, IS("peekmmsg") ? MSG_PEEK : MSG_WAITFORONE, NULL);
    got(result > 0 ? messages[0].msg_len : 0);
    return result;
}

static long last_length(void)
{
    return received_length;
}

static long pass(bool sending)
{
    char control[CMSG_SPACE(sizeof(int))] __attribute__((aligned(8)));
    struct iovec vector = {sending ? sent : received, 1};
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *header = (void *)control;
    if (!sending) {
        long length = recvmsg(descriptor(1), &message, 0);
        return length < 0 ? length : keep(2, *(int *)(void *)CMSG_DATA(header));
    }
    header->cmsg_len = CMSG_LEN(sizeof(int));
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    *(int *)(void *)CMSG_DATA(header) = descriptor(2);
    return sendmsg(descriptor(1), &message, 0);
}

/* poll, ppoll, select, pselect, epoll_wait… L in|out MS: the events as a number. */
static long wait_for(void)
{
    int fd = descriptor(1), milliseconds = (int)number(3, 0);
    bool out = HAS(2, "out");
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    struct timeval coarse = {milliseconds / 1000, milliseconds % 1000 * 1000L};
    struct pollfd polled[] = {{-1, POLLIN, 0}, {fd, out ? POLLOUT : POLLIN, 0x7fff}};
    if (IS("poll")) {
        int result = poll(polled, 2, milliseconds);
        return result < 0 ? result : polled[1].revents;
    }
    if (IS("ppoll")) {
        int result = ppoll(polled, 2, milliseconds < 0 ? NULL : &time, NULL);
        return result < 0 ? result : polled[1].revents;
    }
    fd_set set;
    FD_ZERO(&set);
    FD_SET(fd, &set);
    int result = IS("select") ? select(fd + 1, out ? NULL : &set, out ? &set : NULL, NULL, &coarse)
                              : pselect(fd + 1, out ? NULL : &set, out ? &set : NULL, NULL, &time, NULL);
    return result < 0 ? result : FD_ISSET(fd, &set) ? result : 0;
}

/* The last bytes before what cannot be read. */
static void *at_the_edge(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(pages != MAP_FAILED && mprotect(pages + page, page, PROT_NONE) == 0);
    return pages + page - size;
}

/* wide L N: a select of so many descriptors with a set that has no room for them; refused poll|set N, refused many N:
 * of so many, at an address that is none, or one more than may be open; refused ppoll|pselect|select: for a time that
 * is none. */
static long wait_widely(void)
{
    struct timeval no_time = {0, 0};
    void *volatile nowhere = (void *)8;
    int many = (int)number(2, 0);
    if (HAS(1, "poll"))
        return poll(nowhere, (nfds_t)many, 0);
    if (HAS(1, "set"))
        return select(many, nowhere, NULL, NULL, &no_time);
    if (HAS(1, "ppoll"))
        return ppoll(NULL, 0, &(struct timespec){0, 1000000000}, NULL);
    if (HAS(1, "pselect"))
        return pselect(0, NULL, NULL, NULL, &(struct timespec){0, -1}, NULL);
    if (HAS(1, "select"))
        return select(0, NULL, NULL, NULL, &(struct timeval){-1, 0});
    if (HAS(1, "many")) {
        struct rlimit limit = {(rlim_t)many - 1, (rlim_t)many - 1};
        MUST(setrlimit(RLIMIT_NOFILE, &limit) == 0);
        return poll(at_the_edge(sizeof(struct pollfd)), (nfds_t)many, 0);
    }
    fd_set *set = at_the_edge(sizeof *set);
    FD_SET(descriptor(1), set);
    int result = select(many, set, NULL, NULL, &no_time);
    return result ? result : FD_ISSET(descriptor(1), set);
}

static long wait_epoll(void)
{
    struct epoll_event events[4];
    int milliseconds = (int)number(2, 0);
    int room = (int)number(3, 4);
    int result = IS("epoll_wait") ? epoll_wait(descriptor(1), events, room, milliseconds)
                                  : epoll_pwait(descriptor(1), events, room, milliseconds, NULL);
    return result > 0 ? (long)events[0].events : result;
}

static long add_interest(void)
{
    struct epoll_event event = {HAS(3, "out") ? EPOLLOUT : EPOLLIN, {.u64 = 1}};
    event.events |= HAS(3, "edges") ? EPOLLIN | EPOLLOUT | EPOLLET : HAS(3, "end") ? EPOLLRDHUP : 0;
    return epoll_ctl(descriptor(1), EPOLL_CTL_ADD, descriptor(2), &event);
}

static long set_time(int option)
{
    struct timeval time = {number(2, 0) / 1000, number(2, 0) % 1000 * 1000};
    return setsockopt(descriptor(1), SOL_SOCKET, option, &time, sizeof time);
}

static long option(int name)
{
    int value = -1;
    socklen_t length = sizeof value;
    return getsockopt(descriptor(1), SOL_SOCKET, name, &value, &length) ? -1 : value;
}

/* As in <linux/filter.h>, which is no part of musl. */
struct instruction {
    uint16_t code;
    uint8_t yes, no;
    uint32_t value;
};

struct program {
    unsigned short count;
    struct instruction *filter;
};

#define LOAD 0x20
#define IF_EQUAL 0x15
#define RETURN 0x06

/* A filter that lets everything through, for good. */
static long lock_filter(void)
{
    struct instruction all = {RETURN, 0, 0, 0xffffffff};
    struct program program = {1, &all};
    int one = 1;
    MUST(setsockopt(descriptor(1), SOL_SOCKET, 26 /* SO_ATTACH_FILTER */, &program, sizeof program) == 0);
    return setsockopt(descriptor(1), SOL_SOCKET, 44 /* SO_LOCK_FILTER */, &one, sizeof one);
}

static void nothing(int signal)
{
    (void)signal;
}

/* Until a step was, for a signal may come before that which it is to interrupt has begun. */
static long interrupt_every(long milliseconds)
{
    struct sigaction action = {.sa_handler = nothing};
    struct timeval time = {milliseconds / 1000, milliseconds % 1000 * 1000};
    struct itimerval timer = {time, time};
    MUST(sigaction(SIGALRM, &action, NULL) == 0);
    return (long)syscall(SYS_setitimer, ITIMER_REAL, &timer, NULL);
}

static long sleep_for(long milliseconds)
{
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    return nanosleep(&time, NULL);
}

/* wildly NAME L [ADDRESS]: what the kernel refuses: bytes or a vector at an address that is none, or of too many parts.
 */
static long move_wildly(void)
{
    struct sockaddr_storage address;
    struct msghdr message = {.msg_iovlen = 1};
    struct mmsghdr messages = {.msg_hdr = message};
    void *volatile nowhere = (void *)8;
    volatile int many = -1;
    int fd = descriptor(2);
    socklen_t length = address_of(3, &address);
    if (HAS(1, "sendto"))
        return sendto(fd, nowhere, 10, 0, (void *)&address, length);
    if (HAS(1, "send"))
        return send(fd, nowhere, 10, 0);
    if (HAS(1, "writev"))
        return writev(fd, nowhere, 2);
    if (HAS(1, "writemany"))
        return writev(fd, &(struct iovec){sent, 10}, many);
    if (HAS(1, "readv"))
        return readv(fd, nowhere, 2);
    if (HAS(1, "recvmsg"))
        return recvmsg(fd, &message, 0);
    message.msg_name = messages.msg_hdr.msg_name = &address;
    message.msg_namelen = messages.msg_hdr.msg_namelen = length;
    return HAS(1, "sendmsg") ? sendmsg(fd, &message, 0) : sendmmsg(fd, &messages, 1, 0);
}

static long move(void)
{
    struct iovec vector[8];
    struct msghdr message = {.msg_iov = vector};
    struct sockaddr_storage address;
    socklen_t length;
    int fd = descriptor(1);
    size_t size = (size_t)number(2, 1);
    if (IS("send"))
        return send(fd, sent, size, flags_from(3) | MSG_NOSIGNAL);
    if (IS("sendto")) {
        length = address_of(3, &address);
        return sendto(fd, sent, size, 0, (void *)&address, length);
    }
    if (IS("sendmsg") || IS("sendmsgto")) {
        int named = IS("sendmsgto");
        message.msg_namelen = named ? address_of(2, &address) : 0;
        message.msg_name = named ? &address : NULL;
        message.msg_iovlen = (size_t)vector_from(2 + named, sent, vector);
        return sendmsg(fd, &message, flags_from(2));
    }
    if (IS("sendmmsg"))
        return several(true);
    if (IS("write"))
        return write(fd, sent, size);
    if (IS("writev"))
        return writev(fd, vector, vector_from(2, sent, vector));
    if (IS("sendfile"))
        return send_file();
    if (IS("recv"))
        return got(recv(fd, received, size, flags_from(3)));
    if (IS("skip"))
        return recv(fd, NULL, size, MSG_TRUNC);
    if (IS("recvfrom")) {
        length = sizeof address;
        return got(recvfrom(fd, received, size, flags_from(3), (void *)&address, &length));
    }
    if (IS("recvfrom_chk")) {
        MUST(__recvfrom_chk);
        length = sizeof address;
        return got(__recvfrom_chk(fd, received, size, sizeof received, 0, (void *)&address, &length));
    }
    if (IS("recvmsg")) {
        message.msg_iovlen = (size_t)vector_from(2, received, vector);
        return got(recvmsg(fd, &message, flags_from(2)));
    }
    if (IS("recvmmsg") || IS("peekmmsg"))
        return several(false);
    if (IS("read"))
        return got(read(fd, received, size));
    if (IS("readv"))
        return got(readv(fd, vector, vector_from(2, received, vector)));
    MUST(!"a step that is known");
    return -1;
}

static long opened(void)
{
    return open(words[2], O_RDWR | O_CREAT, 0600);
}

/* files N FILE: so many descriptors of a file are written to, read from and closed, one after another; held N FILE: all
 * are open at once. */
static long use_files(void)
{
    static int held[1024];
    bool at_once = IS("held");
    for (int i = 0, end = (int)number(1, 1); i < end; i++) {
        held[i] = opened();
        MUST(held[i] >= 0 && write(held[i], sent, 1) == 1 && read(held[i], received, 1) >= 0);
        MUST(at_once || close(held[i]) == 0);
    }
    for (int i = 0; at_once && i < number(1, 1); i++)
        MUST(close(held[i]) == 0);
    return 0;
}

/* copy HOW A B: B becomes a copy of A. */
static long copy(void)
{
    int fd = descriptor(2);
    long made = HAS(1, "dup")      ? dup(fd)
                : HAS(1, "fcntl")  ? fcntl(fd, F_DUPFD_CLOEXEC, 0)
                : HAS(1, "rawdup") ? syscall(SYS_dup, fd)
                                   : syscall(SYS_fcntl, fd, F_DUPFD, 0);
    return keep(3, (int)made);
}

static long make_pair_raw(void)
{
    int pair[2] = {-1, -1};
    long result = syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, pair);
    keep(1, pair[0]);
    keep(2, pair[1]);
    return result;
}

/* later FD N: so many bytes are sent by a child of the process's, when it has begun to wait for them. */
static long send_later(void)
{
    int fd = descriptor(1);
    if (fork())
        return 0;
    usleep(200000);
    _exit(syscall(SYS_sendto, fd, sent, (size_t)number(2, 1), 0, NULL, 0) < 0);
}

/* From here on the kernel allows little more than to wait, to read and to write, as it does those whom sshd does not
 * know yet: it refuses to look at files, and kills who asks for anything else. */
static long enter_sandbox(void)
{
    static const struct {
        unsigned call, answer;
    } answers[] = {
#define ALLOWED(name) {SYS_##name, 0x7fff0000 /* SECCOMP_RET_ALLOW */}
#define REFUSED(name)                                                                                                  \
    {                                                                                                                  \
        SYS_##name, 0x00050000 /* SECCOMP_RET_ERRNO */ | EACCES                                                        \
    }
#ifdef SYS_poll
        ALLOWED(poll),
#endif
        ALLOWED(ppoll),  ALLOWED(read),       ALLOWED(write),         ALLOWED(writev),          ALLOWED(close),
        ALLOWED(mmap),   ALLOWED(munmap),     ALLOWED(brk),           ALLOWED(futex),           ALLOWED(getpid),
        ALLOWED(gettid), ALLOWED(exit_group), ALLOWED(clock_gettime), ALLOWED(clock_nanosleep), REFUSED(openat),
        REFUSED(fstat),  REFUSED(newfstatat)};
    enum { ANSWERS = sizeof answers / sizeof *answers };
    struct instruction filter[2 * ANSWERS + 2] = {{LOAD, 0, 0, 0 /* the number of the call */}};
    for (unsigned short i = 0; i < ANSWERS; i++) {
        filter[2 * i + 1] = (struct instruction){IF_EQUAL, 0, 1, answers[i].call};
        filter[2 * i + 2] = (struct instruction){RETURN, 0, 0, answers[i].answer};
    }
    filter[2 * ANSWERS + 1] = (struct instruction){RETURN, 0, 0, 0x80000000 /* SECCOMP_RET_KILL_PROCESS */};
    struct program program = {2 * ANSWERS + 2, filter};
    MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    return prctl(PR_SET_SECCOMP, 2 /* SECCOMP_MODE_FILTER */, &program);
}

static long do_step(void)
{
    void *volatile nowhere = (void *)8;
    struct sockaddr_storage address;
    socklen_t length;
    if (IS("socket"))
        return make();
    if (IS("pair"))
        return make_pair();
    if (IS("bind") || IS("connect")) {
        length = address_of(2, &address);
        return (IS("bind") ? bind : connect)(descriptor(1), (void *)&address, length);
    }
    if (IS("dissolve")) {
        memset(&address, 0, sizeof address);
        return connect(descriptor(1), (void *)&address, sizeof(struct sockaddr));
    }
    if (IS("wild"))
        return connect(descriptor(1), NULL, 16);
    if (IS("listen"))
        return listen(descriptor(1), 8);
    if (IS("accept"))
        return keep(2, accept(descriptor(1), NULL, NULL));
    if (IS("acceptunnamed"))
        return keep(2, accept(descriptor(1), NULL, HAS(3, "wild") ? nowhere : &(socklen_t){16}));
    if (IS("acceptnamed")) {
        length = sizeof address;
        return keep(2, accept4(descriptor(1), (void *)&address, &length, SOCK_CLOEXEC));
    }
    if (IS("nonblocking"))
        return fcntl(descriptor(1), F_SETFL, O_NONBLOCK);
    if (IS("shutdown"))
        return shutdown(descriptor(1), SHUT_WR);
    if (IS("close"))
        return close(descriptor(1));
    if (IS("poll") || IS("ppoll") || IS("select") || IS("pselect"))
        return wait_for();
    if (IS("wide") || IS("refused"))
        return wait_widely();
    if (IS("epoll"))
        return keep(1, epoll_create1(EPOLL_CLOEXEC));
    if (IS("interest"))
        return add_interest();
    if (IS("epoll_wait") || IS("epoll_pwait"))
        return wait_epoll();
    if (IS("pollnothing"))
        return poll(NULL, 0, (int)number(1, 0));
    if (IS("error")) {
        long error = option(SO_ERROR);
        return error > 0 ? (errno = (int)error, -1) : error;
    }
    if (IS("receivetimeout"))
        return set_time(SO_RCVTIMEO);
    if (IS("sendtimeout"))
        return set_time(SO_SNDTIMEO);
    if (IS("dup2"))
        return dup2(descriptor(1), descriptor(2)) < 0 ? -1 : 0;
    if (IS("rawclose"))
        return syscall(SYS_close, descriptor(1));
    if (IS("vanish"))
        return probe_close(descriptor(1)), 0;
    if (IS("resolve")) {
        struct addrinfo *found;
        int error = getaddrinfo(words[1], NULL, NULL, &found);
        if (!error)
            freeaddrinfo(found);
        return error;
    }
    if (IS("rawcloserange"))
        return syscall(436 /* close_range */, number(1, 0), number(2, 0), 0);
    if (IS("nodelay"))
        return setsockopt(descriptor(1), IPPROTO_TCP, 1 /* TCP_NODELAY */, &(int){1}, sizeof(int));
    if (IS("tellerrors"))
        return setsockopt(descriptor(1), IPPROTO_IP, IP_RECVERR, &(int){1}, sizeof(int));
    if (IS("lockfilter"))
        return lock_filter();
    if (IS("file"))
        return keep(1, opened());
    if (IS("files") || IS("held"))
        return use_files();
    if (IS("copy"))
        return copy();
    if (IS("rawpair"))
        return make_pair_raw();
    if (IS("rawsocket"))
        return keep(1, (int)syscall(SYS_socket, AF_INET, SOCK_STREAM, 0));
    if (IS("rawaccept"))
        return keep(2, (int)syscall(SYS_accept4, descriptor(1), NULL, NULL, 0));
    if (IS("give") || IS("take"))
        return pass(IS("give"));
    if (IS("flipped"))
        return flipped();
    if (IS("length"))
        return last_length();
    if (IS("interrupt"))
        return interrupt_every(number(1, 10));
    if (IS("sleep"))
        return sleep_for(number(1, 10));
    if (IS("rules"))
        return probe_change_rules(words[1], words[2], words[3]);
    if (IS("wildly"))
        return move_wildly();
    if (IS("later"))
        return send_later();
    if (IS("sandbox"))
        return enter_sandbox();
    if (IS("uring"))
        return syscall(SYS_io_uring_setup, 0, NULL);
    return move();
}

/* `slower MS`: whether the step before took so long. */
static long step(void)
{
    static uint64_t took;
    if (IS("slower"))
        return took / 1000000 >= (uint64_t)number(1, 0);
    begun = probe_now();
    long result = do_step();
    int error = errno;
    took = probe_now() - begun;
    if (result < 0 && error == EINTR)
        interrupt_every(0);
    errno = error;
    return result;
}

int main(int steps, char **arguments)
{
    memset(sent, 0x55, sizeof sent);
    return step_by_step(steps, arguments);
}
