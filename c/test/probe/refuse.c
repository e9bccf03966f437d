/* refuse CALL[,INDEX=VALUE][,INDEX>VALUE]…:ERRNO… -- PROGRAM ARGUMENT…: runs a program for which the kernel answers
 * these system calls, with these arguments (32 bits of them), with an errno, as older kernels and stricter sandboxes
 * do. With `late` for the errno it does what they ask for, 20 ms later, as a disk does that has much to do. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

#include "probe.h"

static struct sock_filter filter[256];
static unsigned short length;
static bool late;

static unsigned number_of(const char *name)
{
    static const struct {
        const char *name;
        unsigned number;
    } calls[] = {
        {"fallocate", SYS_fallocate}, {"pwrite64", SYS_pwrite64}, {"madvise", SYS_madvise},       {"mmap", SYS_mmap},
        {"connect", SYS_connect},     {"munmap", SYS_munmap},     {"setsockopt", SYS_setsockopt}, {"kill", SYS_kill}};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (strcmp(calls[i].name, name) == 0)
            return calls[i].number;
    MUST(!"a call that is known");
    return 0;
}

/* A comparison that fails jumps over the rest and the answer. */
static void compare(unsigned offset, char how, unsigned value, unsigned rest)
{
    unsigned char skip = (unsigned char)(2 * rest + 1);
    unsigned short code = BPF_JMP | BPF_K | (how == '=' ? BPF_JEQ : how == '>' ? BPF_JGT : BPF_JGE);
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset);
    filter[length++] = (struct sock_filter)BPF_JUMP(code, value, how == '<' ? skip : 0, how == '<' ? 0 : skip);
}

static void answer(unsigned action)
{
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action);
}

static void refuse(char *text)
{
    char *error = strchr(text, ':'), *rest = NULL;
    unsigned comparisons = 0;
    MUST(error);
    *error = 0;
    for (const char *at = text; (at = strchr(at, ',')); at++)
        comparisons++;
    compare(offsetof(struct seccomp_data, nr), '=', number_of(strtok_r(text, ",", &rest)), comparisons);
    for (char *how; (how = strtok_r(NULL, ",", &rest));) {
        unsigned offset = (unsigned)(offsetof(struct seccomp_data, args) + 8 * strtoul(how, &how, 10));
        compare(offset, *how, (unsigned)strtoul(how + 1, NULL, 10), --comparisons);
    }
    bool now = strcmp(error + 1, "late") != 0;
    late |= !now;
    answer(!now ? SECCOMP_RET_USER_NOTIF : SECCOMP_RET_ERRNO | (unsigned)atoi(error + 1));
}

/* Lets calls go on late, until the program has ended. */
static void delay(int listener)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
        struct seccomp_notif asked = {0};
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0)
            continue;
        usleep(20000);
        struct seccomp_notif_resp told = {.id = asked.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &told);
    }
}

int main(int count, char **arguments)
{
    int at = 1;
    for (; at < count && strcmp(arguments[at], "--") != 0; at++)
        refuse(arguments[at]);
    answer(SECCOMP_RET_ALLOW);
    struct sock_fprog program = {length, filter};
    MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    unsigned flags = late ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
    int listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
    MUST(listener >= 0);
    if (late && fork() == 0)
        delay(listener);
    execv(arguments[at + 1], arguments + at + 1);
    probe_fail("execv");
}
