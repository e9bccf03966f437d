#include "thread.h"

#include <dirent.h>
#include <fcntl.h>

#include "bytes.h"
#include "counter.h"
#include "lane.h"
#include "process.h"
#include "random.h"
#include "system.h"
#include "telemetry.h"
#include "text.h"

#define REGISTERED 512

__thread struct thread thread_self;

/* Threads that have a rank, in a child of fork its parent's as well: they count as older siblings when they have ended.
 */
static uint32_t registered[REGISTERED];
static uint32_t registered_count;

void thread_start(void)
{
    memset(&thread_self, 0, sizeof thread_self);
    thread_self.id = (uint32_t)system_call(SYS_gettid);
    thread_self.epoch = process_self()->epoch;
    thread_self.lane = lane_of_thread(thread_self.local);
}

struct directory_entry {
    uint64_t inode;
    int64_t next;
    unsigned short length;
    unsigned char type;
    char name[];
};

/* How many living threads of the process have a smaller number. */
static uint32_t count_living(uint32_t id)
{
    char buffer[1024] __attribute__((aligned(8)));
    uint32_t count = 0;
    long file = system_call(SYS_openat, AT_FDCWD, "/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    long filled;
    while ((filled = system_call(SYS_getdents64, file, buffer, sizeof buffer)) > 0)
        for (long at = 0; at < filled;) {
            const struct directory_entry *entry = (const void *)(buffer + at);
            uint64_t number;
            count += text_number(text_of(entry->name), &number) && number < id;
            at += entry->length;
        }
    system_call(SYS_close, file);
    return count;
}

/* How many registered threads have a smaller number and live no more. */
static uint32_t count_ended(uint32_t id)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < REGISTERED; i++) {
        uint32_t other = load_relaxed(&registered[i]);
        count += other && other < id && system_failed(system_call(SYS_tgkill, process_self()->id, other, 0));
    }
    return count;
}

/* Threads get their numbers in the order in which they are made, so the rank of the number tells the order, whichever
 * of them comes here first. Of many, it is the order in which they come. */
static uint32_t rank_of(uint32_t id)
{
    uint32_t entry = add_relaxed(&registered_count, 1), rank = entry;
    if (entry < REGISTERED) {
        rank = count_living(id) + count_ended(id);
        store_relaxed(&registered[entry], id);
    }
    return rank + !rank;
}

intptr_t thread_given;

void thread_learn(const struct telemetry_process *newest)
{
    if (newest->given && newest->token == process_self()->token)
        store_relaxed(&thread_given, newest->given);
}

/* 0: none that is known of. */
static uint64_t given(void)
{
    struct telemetry_process newest;
    if (!load_relaxed(&thread_given) && telemetry_process_of(process_self()->id, &newest))
        thread_learn(&newest);
    intptr_t place = load_relaxed(&thread_given);
    return place ? *(const uint64_t *)((const char *)__builtin_thread_pointer() + place) : 0;
}

uint64_t thread_make_key(void)
{
    uint32_t id = thread_self.id;
    bool first = id == process_self()->id;
    uint64_t key = first ? 0 : given();
    if (!key)
        key = random_key(process_self()->key, first ? 0 : rank_of(id));
    return thread_self.key = key | 1;
}
