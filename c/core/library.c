#include "library.h"

#include <signal.h>

#include "bytes.h"
#include "control.h"
#include "handover.h"
#include "lane.h"
#include "pages.h"
#include "patience.h"
#include "place.h"
#include "process.h"
#include "reload.h"
#include "segment.h"
#include "system.h"
#include "telemetry.h"

/* NEW, STARTED, or STARTING and above it the process. */
static uint32_t progress;
/* QEMU emulates a kernel whose fork wipes nothing, and whose vfork is fork: the number of the process tells. */
static bool unwiped;
/* The process that has made all this its own, where its number has to tell; BUSY while a thread of it does. */
static uint32_t owner;
enum { BUSY = 1 << 30 };

struct watch library_watch;
/* The thread that the program began with, also in children of fork: the storage of all others is given to new ones. */
static const void *program_thread;

COLD void library_complain(const char *wrong)
{
    char message[256];
    size_t length = bytes_join(message, sizeof message, "chaos-", library_table.grammar.library, ": ", wrong, "\n");
    system_call(SYS_write, 2, message, length);
}

/* Whether calls may pass by what is published alone: the slow path has settled the process, and is not what tells that
 * it is another one. */
static bool is_settled(void)
{
    return library_watch.settled && !unwiped;
}

static const uint32_t *followed(void)
{
    return is_settled() && control_shared() ? control_generation() : NULL;
}

static uint64_t next_look(void)
{
    return is_settled() && !control_shared() ? reload_deadline() : 0;
}

/* What comes to be watched meanwhile is not taken back. Of threads that publish at once, each leaves what fits
 * together, or a generation that is old. */
static COLD void publish(void)
{
    void *pin;
    const struct snapshot *snapshot = pin_take(&pin);
    store_relaxed(&library_watch.generation, followed());
    store_relaxed(&library_watch.deadline, next_look());
    if (snapshot) {
        uint32_t watched;
        do {
            store_relaxed(&library_watch.named, snapshot->operations);
            watched = __atomic_load_n(&snapshot->watched, __ATOMIC_SEQ_CST);
            uint64_t state = (uint64_t)snapshot->generation << 32 | (uint32_t)~watched;
            __atomic_store_n(&library_watch.state, state, __ATOMIC_SEQ_CST);
        } while (__atomic_load_n(&snapshot->watched, __ATOMIC_SEQ_CST) != watched ||
                 load_relaxed(&library_watch.named) != snapshot->operations);
    }
    pin_release(pin);
}

/* As the kernel has them in a set. Of a thread that holds back what its own instructions bring about, it makes an end.
 */
#define SIGNAL(number) (1ULL << ((number)-1))
#define OTHERS (~(SIGNAL(SIGSYS) | SIGNAL(SIGSEGV) | SIGNAL(SIGBUS)))
/* One that no program holds back: the libc's own. */
#define TELLTALE SIGNAL(32)

/* Makes something new once, with the signals held back: no handler stops who makes it, leaps out of it or waits for
 * others, so those that come meanwhile wait; but for a handler of what is let through, below the making itself. Returns
 * what there is then. */
static COLD uint32_t make(uint32_t *what, uint32_t from, uint32_t making, void (*work)(uint64_t), uint64_t key)
{
    uint64_t signals = OTHERS;
    unsigned waited = 0;
    system_call(SYS_rt_sigprocmask, SIG_BLOCK, &signals, &signals, sizeof signals);
    if (from != making && swap_acquire_release(what, &from, making))
        work(key);
    system_call(SYS_rt_sigprocmask, SIG_SETMASK, &signals, NULL, sizeof signals);
    while ((from = load_acquire(what)) == making && !(signals & TELLTALE) && others_first(&waited))
        ;
    return from;
}

/* What tells of the process. In a child of fork, on its first call, what it inherited is the parent's. */
static COLD void adopt(uint64_t key)
{
    void *pin;
    process_start(progress == STARTED, key);
    telemetry_register(library_table.number);
    struct snapshot *snapshot = pin_take(&pin);
    if (snapshot)
        snapshot_attach(snapshot, &library_table.grammar);
    pin_release(pin);
    store_release(&library_watch.adopted, STARTED);
    store_release(&owner, process_self()->id);
}

static COLD void begin(uint64_t key)
{
    if (!place_start(library_table.grammar.library)) {
        store_release(&progress, NEW);
        return;
    }
    clock_start();
    control_start();
    segment_start();
    adopt(key);
    reload_start();
    if (place_mistake)
        library_complain(place_mistake);
    library_watch.settled = true;
    pages_wipe_on_fork(&library_watch, sizeof library_watch);
    unwiped = pages_wiping_is_pretended();
    library_started();
    handover_end();
    store_release(&progress, STARTED);
}

/* Adopts by the number of the process, once in each. */
static COLD bool own(uint64_t key)
{
    uint32_t id = (uint32_t)system_call(SYS_getpid), was = load_acquire(&owner);
    return was == id || make(&owner, was, id | BUSY, adopt, key) == id;
}

/* Constructors of objects that were loaded after us run before ours, so their calls come first: whoever comes first
 * starts the library. A process without an environment yet passes through, and a child that was forked meanwhile. */
static COLD bool start(void)
{
    library_resolve();
    return make(&progress, NEW, (uint32_t)system_call(SYS_getpid) << 2 | STARTING, begin, 0) == STARTED;
}

COLD void library_ready(void)
{
    if (UNLIKELY(load_acquire(&progress) != STARTED))
        start();
}

/* Whether the library has started, in this process. */
static BODY bool is_started(uint64_t key)
{
    return (load_acquire(&progress) == STARTED || start()) && (!unwiped || own(key)) &&
           (load_acquire(&library_watch.adopted) == STARTED ||
            make(&library_watch.adopted, NEW, STARTING, adopt, key) == STARTED);
}

/* Everything that can have become old since the last call; false: the library has not started. In a child of fork
 * another thread may come before the one that fork left, whose lane was the parent's: until then none is fast. */
static COLD bool update(uint64_t key)
{
    if (!is_started(key))
        return false;
    if (thread_self.epoch != process_self()->epoch)
        thread_start();
    if (thread_self.id == process_self()->id) {
        library_watch.settled = true;
        if (!process_self()->forked)
            program_thread = __builtin_thread_pointer();
        library_watch.lane = thread_self.lane;
        library_watch.thread = program_thread;
    }
    if (!control_shared() && clock_cycles() >= reload_deadline()) {
        reload_look();
        store_relaxed(&library_watch.deadline, next_look());
    }
    if (load_relaxed(&library_watch.generation) != followed() ||
        load_acquire(&library_watch.state) >> 32 != load_acquire(control_generation())) {
        reload(&library_table.grammar);
        publish();
    }
    return true;
}

/* A handler of fork's may have made a call already. Without WIPEONFORK nothing else tells that this is a child. */
COLD void library_born(uint64_t key)
{
    if (process_self()->id != (uint32_t)system_call(SYS_getpid))
        update(key);
}

void library_count(unsigned operation)
{
    if (thread_self.lane)
        counter_increment(&thread_self.lane[operation]);
    else if (lane_shared())
        add_relaxed(&lane_shared()[operation], 1);
}

static BODY struct snapshot *enter(unsigned operation, void **pin, bool counted)
{
    *pin = NULL;
    if (!library_current() && !update(0))
        return NULL;
    if (counted)
        library_count(operation);
    return library_watching(pin_take(pin), operation, pin);
}

struct snapshot *library_pin(unsigned operation, void **pin)
{
    return enter(operation, pin, false);
}

struct snapshot *library_enter(unsigned operation, void **pin)
{
    return enter(operation, pin, true);
}

void library_watch_also(unsigned operation)
{
    void *pin;
    struct snapshot *snapshot = pin_take(&pin);
    if (snapshot)
        __atomic_fetch_or(&snapshot->watched, 1u << operation, __ATOMIC_SEQ_CST);
    pin_release(pin);
    publish();
}

__attribute__((constructor)) static void construct(void)
{
    update(0);
}
