#include "process.h"

#include <fcntl.h>
#include <sys/auxv.h>

#include "bytes.h"
#include "clock.h"
#include "control.h"
#include "counter.h"
#include "glob.h"
#include "handover.h"
#include "random.h"
#include "system.h"
#include "telemetry.h"
#include "thread.h"

static struct process self;
static char executable[4096];

/* Field 22 of /proc/self/stat; the second is the name in parentheses, in which anything may stand. */
static uint64_t read_start(void)
{
    char buffer[512];
    long file = system_call(SYS_openat, AT_FDCWD, "/proc/self/stat", O_RDONLY | O_CLOEXEC);
    long length = system_call(SYS_read, file, buffer, sizeof buffer);
    system_call(SYS_close, file);
    struct text before = {buffer, system_failed(length) ? 0 : (size_t)length}, rest;
    uint64_t start = 0;
    if (!text_take_last(&before, ')', &rest))
        return 0;
    for (int field = 2; field < 22; field++)
        text_take(&rest, ' ');
    text_number(text_take(&rest, ' '), &start);
    return start;
}

static uint64_t read_token(void)
{
    const char *random = (const char *)getauxval(AT_RANDOM);
    return random ? bytes_hash(BYTES_HASH_START, random, 16) : 1;
}

static void read_executable(void)
{
    long length = system_call(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", executable, sizeof executable - 1);
    executable[system_failed(length) ? 0 : length] = 0;
}

const char *process_executable(void)
{
    return executable;
}

/* Of which parent: the key of the thread that makes the child, or, where the child tells its own, that of its process.
 */
static uint64_t child_key(uint64_t parent, const char *name)
{
    uint64_t kind = random_key(parent, text_hash(text_of(bytes_base_name(name))));
    uint64_t *siblings = control_counter(kind);
    return random_key(kind, siblings ? add_relaxed(siblings, 1) : 0);
}

uint64_t process_child_key(const char *name)
{
    return child_key(thread_key(), name);
}

/* The key of a program that the process did not inherit by fork: handed over by who started it, or from the telemetry
 * of what ran before it. */
static void find_key(const struct telemetry_process *before)
{
    struct telemetry_process parent = {.key = 1};
    uint64_t handed = handover_key();
    if (before) {
        bool same = before->token == self.token;
        self.image = before->image + !same;
        self.key = same ? before->key : handed ? handed : child_key(before->key, executable);
    } else if (handed) {
        self.key = handed;
    } else {
        telemetry_process_of(self.parent, &parent);
        self.key = child_key(parent.key, executable);
    }
}

void process_start(bool forked, uint64_t key)
{
    self.id = (uint32_t)system_call(SYS_getpid);
    self.parent = (uint32_t)system_call(SYS_getppid);
    self.epoch++;
    self.start = read_start();
    self.token = read_token();
    self.time = clock_now();
    self.forked = forked;
    struct telemetry_process newest = {0};
    bool known = telemetry_process_of(self.id, &newest) && newest.start == self.start;
    thread_learn(&newest);
    if (!forked) {
        self.program = self.time;
        read_executable();
        find_key(known ? &newest : NULL);
        return;
    }
    self.image = 0;
    self.key = known ? newest.key : key ? key : child_key(self.key, executable);
}

bool process_owns_memory(void)
{
    return (uint32_t)system_call(SYS_getpid) == self.id;
}

const struct process *process_self(void)
{
    return &self;
}

uint64_t process_age(void)
{
    return clock_now() - self.time;
}

uint64_t process_program_age(void)
{
    return clock_now() - self.program;
}

const char *process_started_as(void)
{
    const char *path = (const char *)getauxval(AT_EXECFN);
    return path ? path : "";
}

bool process_is(struct text pattern)
{
    return glob_matches(pattern, text_of(bytes_base_name(executable))) ||
           glob_matches(pattern, text_of(bytes_base_name(process_started_as())));
}
