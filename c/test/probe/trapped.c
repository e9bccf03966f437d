/* trapped: a child of fork below a filter that answers openat with SIGSYS, whose handler fails it, as some sandboxes
 * have it; says what a sync of the child's came to, and whether a call was trapped. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <ucontext.h>

#include "probe.h"

static volatile int trapped;

static void refuse(int number, siginfo_t *what, void *context)
{
    mcontext_t *machine = &((ucontext_t *)context)->uc_mcontext;
    (void)number, (void)what;
    trapped = 1;
#if defined __x86_64__
    machine->gregs[REG_RAX] = -EACCES;
#else
    machine->regs[0] = (uint64_t)-EACCES;
#endif
}

int main(void)
{
    struct sock_filter steps[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                                  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 1),
                                  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
                                  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct sock_fprog filter = {sizeof steps / sizeof *steps, steps};
    struct sigaction action = {.sa_sigaction = refuse, .sa_flags = SA_SIGINFO};
    int status, fd = open("trapped", O_RDWR | O_CREAT, 0600);
    MUST(fd >= 0 && fsync(fd) < 0 && sigaction(SIGSYS, &action, NULL) == 0);
    MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0);
    pid_t child = fork();
    if (!child) {
        int result = fsync(fd);
        say("%d %d", result, trapped);
        _exit(0);
    }
    MUST(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status));
    return 0;
}
