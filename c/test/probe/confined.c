/* confined PROGRAM ARGUMENT…: runs a program that may not open any file for writing (landlock(7)); where there is no
 * Landlock it says so. */
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "probe.h"

/* The same numbers on all machines, which libcs do not have yet: landlock_create_ruleset, landlock_restrict_self. */
enum { CREATE_RULESET = 444, RESTRICT_SELF = 446, WRITE_FILE = 1 << 1 };

int main(int count, char **arguments)
{
    uint64_t handled = WRITE_FILE;
    long rules = syscall(CREATE_RULESET, &handled, sizeof handled, 0);
    if (rules < 0) {
        say("no Landlock");
        return 0;
    }
    MUST(count > 1 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(RESTRICT_SELF, rules, 0) == 0);
    execv(arguments[1], arguments + 1);
    probe_fail("execv");
}
