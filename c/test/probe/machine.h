/* For probes that set clocks: they may set none of the machine's, and machine.c has to be there instead. */
#ifndef CHAOS_MACHINE_H
#define CHAOS_MACHINE_H

#include <dlfcn.h>

#include "probe.h"

/* The call that was made last of those that set clocks, how many there were, and what they asked for. */
struct machine {
    const char *call;
    int calls;
    clockid_t clock;
    long long seconds, nanoseconds; /* or microseconds */
};

#define MACHINE_CAPABILITY 25 /* CAP_SYS_TIME */

/* Gives up the right to set the machine's clocks, for this process and those it executes. */
static inline void machine_give_up(void)
{
    struct {
        uint32_t version;
        int process;
    } header = {0x20080522, 0};
    struct {
        uint32_t effective, permitted, inheritable;
    } rights[2];
    syscall(SYS_prctl, 24 /* PR_CAPBSET_DROP */, MACHINE_CAPABILITY, 0, 0, 0);
    MUST(syscall(SYS_capget, &header, rights) == 0);
    rights[0].effective &= ~(1u << MACHINE_CAPABILITY);
    rights[0].permitted &= ~(1u << MACHINE_CAPABILITY);
    rights[0].inheritable &= ~(1u << MACHINE_CAPABILITY);
    MUST(syscall(SYS_capset, &header, rights) == 0);
    MUST(syscall(SYS_capget, &header, rights) == 0);
    MUST(!(rights[0].effective >> MACHINE_CAPABILITY & 1));
}

/* What stands for the machine. */
static inline struct machine *machine_found(void)
{
    machine_give_up();
    struct machine *machine = dlsym(RTLD_DEFAULT, "machine");
    MUST(machine);
    return machine;
}

#endif
