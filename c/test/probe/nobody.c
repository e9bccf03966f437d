/* nobody PROGRAM ARGUMENT…: runs a program as a user who may do nothing. */
#include <grp.h>

#include "probe.h"

int main(int count, char **arguments)
{
    MUST(count > 1 && setgroups(0, NULL) == 0 && setresuid(65534, 65534, 65534) == 0);
    execv(arguments[1], arguments + 1);
    probe_fail("execv");
}
