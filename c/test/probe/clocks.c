/* clocks STEP…: reads clocks, sleeps and sets timers, step by step, and says of each what came of it beside the real
 * time.
 *
 *     now CLOCK, gettimeofday, time, timespec_get
 *                          the real clock before, what is read, the real clock afterwards, in nanoseconds
 *     reads CLOCK COUNT    reads so often, and says nothing
 *     back CLOCK MS        reads for so long: how often it went backwards, how long it stood still at most
 *     nanosleep MS, clock_nanosleep CLOCK MS, usleep MS, sleep S, thrd_sleep MS
 *                          the result, errno, what is left (ms), how long it really took and how long it seems (ms)
 *     until CLOCK MS       sleeps until that much from now: the result, real time, how long after it the clock is (us)
 *     insist CLOCK MS      the same, and again whenever a signal comes
 *     sleepto MS           sleeps until that much from now, of which the kernel was asked
 *     interrupt MS         the next sleep has a signal at this time
 *     alarm S, ualarm MS, setitimer MS, interval MS, timer CLOCK MS, timerat CLOCK MS, timerfd CLOCK MS,
 *     timerfdat CLOCK MS   sets a timer and waits for it: how long it really took (ms)
 *     left CALL [odd]      sets a timer to 100 s, then every 1.5 s (odd: and a microsecond), by the call: what is left
 *                          by asking, and by setting it again (ms), the interval (ns)
 *     small                sets a timer to 1 us, again and again: what is left of it (us)
 *     far S                sets timers to so much later, and to that time, unless it is 0: what is left of them (s)
 *     stop                 stops timers that do not run
 *     getres CLOCK         the result and errno
 *     set CALL MS          sets the clock to so much later than it is shown: the result, errno, the call that the
 *                          machine got, by how much its clock was to be moved (ms)
 *     setto CALL S NS      sets a clock to that time: the result, errno, the call, the clock, the time
 *     bad CALL             with pointers that are none: the result and errno
 *     cancel CALL          cancels a thread that sleeps by the call: which of its handlers ran, and what they saw
 *     storm MS             reads clocks in threads and in the handler of a signal that comes every millisecond
 *     pause MS, rules TEXT, fork, exec, thread
 *                          waits really; other rules; the steps that follow are made by a child, anew, by a thread */
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>

#include "machine.h"

int thrd_sleep(const struct timespec *, struct timespec *);

#define MS 1000000ll
#define SECOND 1000000000ll

static long long nanoseconds(struct timespec time)
{
    return (long long)time.tv_sec * SECOND + time.tv_nsec;
}

static struct timespec timespec_of(long long time)
{
    return (struct timespec){.tv_sec = time / SECOND, .tv_nsec = time % SECOND};
}

static struct timeval timeval_of(long long time)
{
    return (struct timeval){.tv_sec = time / SECOND, .tv_usec = time % SECOND / 1000};
}

static long long microseconds(struct timeval time)
{
    return (long long)time.tv_sec * 1000000 + time.tv_usec;
}

static long long real_clock(clockid_t clock)
{
    struct timespec time;
    MUST(syscall(SYS_clock_gettime, clock, &time) == 0);
    return nanoseconds(time);
}

static long long shown_clock(clockid_t clock)
{
    struct timespec time;
    MUST(clock_gettime(clock, &time) == 0);
    return nanoseconds(time);
}

static volatile sig_atomic_t signals;

static void count_signal(int number)
{
    (void)number;
    signals++;
}

/* Again and again, for one may come before that which it is to interrupt has begun. */
static void raw_alarm(long long time)
{
    struct itimerval timer = {timeval_of(time), timeval_of(time)};
    MUST(syscall(SYS_setitimer, ITIMER_REAL, &timer, NULL) == 0);
}

/* How long a signal takes to come, from `begun` on. */
static void await(const char *name, uint64_t begun)
{
    struct timespec step = {0, 500000};
    while (!signals && probe_now() - begun < 3 * SECOND)
        syscall(SYS_nanosleep, &step, NULL);
    say("%s %lld", name, signals ? (long long)(probe_now() - begun) / MS : -1);
    signals = 0;
}

static void do_now(clockid_t clock)
{
    long long before = real_clock(clock), shown = shown_clock(clock);
    say("now %lld %lld %lld", before, shown, real_clock(clock));
}

static void do_gettimeofday(void)
{
    struct timeval time, *volatile none = NULL;
    long long before = real_clock(CLOCK_REALTIME);
    MUST(gettimeofday(&time, NULL) == 0 && gettimeofday(none, NULL) == 0);
    say("now %lld %lld %lld", before, microseconds(time) * 1000, real_clock(CLOCK_REALTIME));
}

static void do_time(void)
{
    time_t same;
    long long before = real_clock(CLOCK_REALTIME), shown = time(&same);
    MUST(same == shown && time(NULL) - same < 2);
    say("now %lld %lld %lld", before, shown * SECOND, real_clock(CLOCK_REALTIME));
}

static void do_timespec_get(void)
{
    struct timespec time;
    long long before = real_clock(CLOCK_REALTIME);
    MUST(timespec_get(&time, 1) == 1);
    say("now %lld %lld %lld", before, nanoseconds(time), real_clock(CLOCK_REALTIME));
}

static void do_reads(clockid_t clock, long long count)
{
    while (count-- > 0)
        shown_clock(clock);
}

static void do_back(clockid_t clock, long long time)
{
    uint64_t begun = probe_now(), stood = begun;
    long long last = shown_clock(clock), backwards = 0, longest = 0;
    while (probe_now() - begun < (uint64_t)time) {
        long long shown = shown_clock(clock);
        backwards += shown < last;
        if (shown != last)
            stood = probe_now();
        else if ((long long)(probe_now() - stood) > longest)
            longest = (long long)(probe_now() - stood);
        last = shown;
    }
    say("back %lld %lld", backwards, longest / MS);
}

static void do_sleep(const char *name, clockid_t clock, long long time)
{
    struct timespec request = timespec_of(time), left = {0, 0};
    long long seems = shown_clock(CLOCK_MONOTONIC), result;
    uint64_t begun = probe_now();
    errno = 0;
    if (!strcmp(name, "nanosleep"))
        result = nanosleep(&request, &left);
    else if (!strcmp(name, "clock_nanosleep"))
        result = clock_nanosleep(clock, 0, &request, &left);
    else if (!strcmp(name, "usleep"))
        result = usleep((useconds_t)(time / 1000));
    else if (!strcmp(name, "sleep"))
        result = sleep((unsigned)(time / SECOND));
    else
        result = thrd_sleep(&request, &left);
    int error = errno;
    long long took = (long long)(probe_now() - begun);
    raw_alarm(0);
    seems = shown_clock(CLOCK_MONOTONIC) - seems;
    say("%s %lld %d %lld %lld %lld", name, result, error, nanoseconds(left) / MS, took / MS, seems / MS);
    signals = 0;
}

static void do_until(clockid_t clock, long long time, bool insist)
{
    uint64_t begun = probe_now();
    long long end = shown_clock(clock) + time;
    struct timespec request = timespec_of(end), left = {7, 7};
    int result;
    do
        result = clock_nanosleep(clock, TIMER_ABSTIME, &request, &left);
    while (insist && result == EINTR);
    raw_alarm(0);
    MUST(left.tv_sec == 7 && left.tv_nsec == 7);
    say("until %d %lld %lld", result, (long long)(probe_now() - begun) / MS, (shown_clock(clock) - end) / 1000);
    signals = 0;
}

static void do_sleepto(long long time)
{
    struct timespec request = timespec_of(real_clock(CLOCK_REALTIME) + time);
    MUST(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &request, NULL) == 0);
}

static timer_t made_timer(clockid_t clock)
{
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    MUST(timer_create(clock, &event, &timer) == 0);
    return timer;
}

static void do_timer(const char *name, clockid_t clock, long long time)
{
    bool absolute = strstr(name, "at");
    uint64_t begun = probe_now(), expirations;
    struct itimerspec value = {{0, 0}, timespec_of(absolute ? shown_clock(clock) + time : time)};
    if (!strncmp(name, "timerfd", 7)) {
        int fd = timerfd_create(clock, TFD_CLOEXEC);
        MUST(fd >= 0 && timerfd_settime(fd, absolute ? TFD_TIMER_ABSTIME : 0, &value, NULL) == 0);
        MUST(syscall(SYS_read, fd, &expirations, sizeof expirations) == sizeof expirations);
        close(fd);
        say("%s %lld", name, (long long)(probe_now() - begun) / MS);
        return;
    }
    timer_t timer = made_timer(clock);
    MUST(timer_settime(timer, absolute ? TIMER_ABSTIME : 0, &value, NULL) == 0);
    await(name, begun);
    timer_delete(timer);
}

/* Until a time, of the first of many. */
static void do_first_timer(const char *name, clockid_t clock, long others)
{
    uint64_t begun = probe_now();
    timer_t first = made_timer(clock);
    for (int i = 0; i < others; i++)
        made_timer(clock);
    struct itimerspec value = {{0, 0}, timespec_of(shown_clock(clock) + 10 * MS)};
    MUST(timer_settime(first, TIMER_ABSTIME, &value, NULL) == 0);
    await(name, begun);
}

static void do_itimer(const char *name, long long time)
{
    struct itimerval value = {{0, 0}, timeval_of(time)};
    uint64_t begun = probe_now();
    if (!strcmp(name, "alarm"))
        alarm((unsigned)(time / SECOND));
    else if (!strcmp(name, "ualarm"))
        ualarm((useconds_t)(time / 1000), 0);
    else
        MUST(setitimer(ITIMER_REAL, &value, NULL) == 0);
    await(name, begun);
}

/* Ten periods of a timer. */
static void do_interval(long long time)
{
    struct itimerval value = {timeval_of(time), timeval_of(time)}, none = {{0, 0}, {0, 0}};
    struct timespec step = {0, 200000};
    uint64_t begun = probe_now();
    MUST(setitimer(ITIMER_REAL, &value, NULL) == 0);
    while (signals < 10 && probe_now() - begun < 10 * SECOND)
        syscall(SYS_nanosleep, &step, NULL);
    setitimer(ITIMER_REAL, &none, NULL);
    say("interval %lld", (long long)(probe_now() - begun) / MS);
    signals = 0;
}

static void do_left(const char *name, bool odd)
{
    struct itimerval long_time = {{1, 500000 + odd}, {100, 0}}, none = {{0, 0}, {0, 0}}, asked, before;
    struct itimerspec value = {{1, 500000000}, {100, 0}}, never = {{0, 0}, {0, 0}}, is, was;
    long long first = -1, second = -1, period = -1;
    if (!strcmp(name, "alarm")) {
        alarm(100);
        second = alarm(0) * 1000ll;
    } else if (!strcmp(name, "ualarm")) {
        ualarm(900000, 900000);
        second = ualarm(0, 0) / 1000;
    } else if (!strcmp(name, "setitimer") || !strcmp(name, "virtual")) {
        int which = *name == 's' ? ITIMER_REAL : ITIMER_VIRTUAL;
        MUST(setitimer(which, &long_time, NULL) == 0 && getitimer(which, &asked) == 0);
        MUST(setitimer(which, &none, &before) == 0);
        first = microseconds(asked.it_value) / 1000;
        second = microseconds(before.it_value) / 1000;
        period = microseconds(before.it_interval) * 1000;
        MUST(microseconds(asked.it_interval) * 1000 == period);
    } else {
        timer_t timer;
        int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
        if (!strcmp(name, "timerfd")) {
            MUST(timerfd_settime(fd, 0, &value, NULL) == 0 && timerfd_gettime(fd, &is) == 0);
            MUST(timerfd_settime(fd, 0, &never, &was) == 0);
        } else {
            timer = made_timer(!strcmp(name, "cpu") ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC);
            MUST(timer_settime(timer, 0, &value, NULL) == 0 && timer_gettime(timer, &is) == 0);
            MUST(timer_settime(timer, 0, &never, &was) == 0);
        }
        first = nanoseconds(is.it_value) / MS;
        second = nanoseconds(was.it_value) / MS;
        period = nanoseconds(was.it_interval);
        MUST(nanoseconds(is.it_interval) == period);
    }
    say("left %lld %lld %lld", first, second, period);
}

static void do_far(long long seconds)
{
    static int fds[2];
    struct itimerspec value = {{0, 0}, {seconds, 0}}, left[2];
    for (int i = 0; i < 2; i++) {
        if (seconds) {
            fds[i] = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC);
            MUST(timerfd_settime(fds[i], i ? TFD_TIMER_ABSTIME : 0, &value, NULL) == 0);
        }
        MUST(timerfd_gettime(fds[i], &left[i]) == 0);
    }
    say("far %lld %lld", (long long)left[0].it_value.tv_sec, (long long)left[1].it_value.tv_sec);
}

static void do_small(void)
{
    struct itimerval value = {{0, 1}, {0, 1}}, none = {{0, 0}, {0, 0}}, left;
    MUST(setitimer(ITIMER_REAL, &value, NULL) == 0 && getitimer(ITIMER_REAL, &left) == 0);
    MUST(setitimer(ITIMER_REAL, &none, NULL) == 0);
    say("small %lld", microseconds(left.it_value));
    signals = 0;
}

static void do_stop(void)
{
    struct itimerval none = {{0, 0}, {0, 0}}, before;
    struct itimerspec never = {{0, 0}, {0, 0}}, was;
    int fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC);
    timer_t timer = made_timer(CLOCK_MONOTONIC);
    MUST(alarm(0) == 0 && ualarm(0, 0) == 0);
    MUST(setitimer(ITIMER_REAL, &none, &before) == 0 && microseconds(before.it_value) == 0);
    MUST(timer_settime(timer, 0, &never, &was) == 0 && nanoseconds(was.it_value) == 0);
    MUST(timerfd_settime(fd, TFD_TIMER_ABSTIME, &never, &was) == 0 && nanoseconds(was.it_value) == 0);
    timer_delete(timer);
    probe_close(fd);
}

static int set_clock(const char *name, long long seconds, long long rest)
{
    clockid_t clock = !strcmp(name, "monotonic") ? CLOCK_MONOTONIC : CLOCK_REALTIME;
    struct timespec time = {.tv_sec = seconds, .tv_nsec = rest};
    struct timeval day = {.tv_sec = seconds, .tv_usec = rest / 1000};
    int (*set)(const time_t *) = dlsym(RTLD_DEFAULT, "stime");
    errno = 0;
    if (!strcmp(name, "settimeofday"))
        return settimeofday(&day, NULL);
    if (!strcmp(name, "zone"))
        return settimeofday(NULL, NULL);
    if (!strcmp(name, "stime"))
        return set(&time.tv_sec);
    const struct timespec *volatile to = strcmp(name, "nowhere") ? &time : NULL;
    return clock_settime(clock, to);
}

/* Says what the machine's clock was set to, from when on. */
static void say_set(const char *step, int result, long long from)
{
    struct machine *machine = machine_found();
    bool micro = machine->calls && !strcmp(machine->call, "settimeofday");
    long long unit = micro ? 1000 : 1, at = machine->seconds * SECOND + machine->nanoseconds * unit;
    const char *call = machine->calls ? machine->call : "none";
    if (from)
        say("%s %d %d %s %lld", step, result, errno, call, machine->calls ? (at - from) / MS : 0);
    else
        say("%s %d %d %s %d %lld %lld", step, result, errno, call, machine->clock, machine->seconds,
            machine->nanoseconds);
    *machine = (struct machine){.calls = 0};
}

static void do_set(const char *name, long long time)
{
    machine_found();
    long long from = real_clock(CLOCK_REALTIME), to = shown_clock(CLOCK_REALTIME) + time;
    say_set("set", set_clock(name, to / SECOND, to % SECOND), from);
}

static void do_setto(const char *name, const char *time)
{
    char *rest;
    long long seconds = strtoll(time, &rest, 10);
    machine_found();
    int result = set_clock(name, seconds, atoll(rest));
    say_set("setto", result, 0);
}

static void do_bad(const char *name)
{
    int result = 0;
    const void *nowhere = (const void *)0x1000;
    struct itimerspec value;
    errno = 0;
    if (!strcmp(name, "nanosleep"))
        result = nanosleep(nowhere, NULL);
    else if (!strcmp(name, "clock_nanosleep"))
        result = clock_nanosleep(CLOCK_MONOTONIC, 0, nowhere, NULL);
    else if (!strcmp(name, "until"))
        result = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, nowhere, NULL);
    else if (!strcmp(name, "moment"))
        result = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &(struct timespec){0, SECOND}, NULL);
    else if (!strcmp(name, "length"))
        result = nanosleep(&(struct timespec){0, SECOND}, NULL);
    else if (!strcmp(name, "setitimer"))
        result = setitimer(ITIMER_REAL, nowhere, NULL);
    else if (!strcmp(name, "second"))
        result = setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {-1, 1500000}}, NULL);
    else if (!strcmp(name, "period"))
        result = setitimer(ITIMER_REAL, &(struct itimerval){{0, 2000000}, {1, 0}}, NULL);
    else if (!strcmp(name, "age"))
        result = setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {-1, 0}}, NULL);
    else if (!strcmp(name, "ualarm")) /* of which not every libc tells that it failed but by errno */
        result = ualarm(2000000, 0) * 0;
    else if (!strcmp(name, "base"))
        result = timespec_get(&value.it_value, 77);
    else if (!strcmp(name, "interval"))
        result = timer_settime(made_timer(CLOCK_REALTIME), 0, &(struct itimerspec){{0, SECOND}, {1, 0}}, NULL);
    else if (!strcmp(name, "getitimer"))
        result = getitimer(99, &(struct itimerval){{0, 0}, {0, 0}});
    else if (!strcmp(name, "timerfd"))
        result = timerfd_settime(-1, TFD_TIMER_ABSTIME, &(struct itimerspec){{0, 0}, {1, 0}}, NULL);
    else if (!strcmp(name, "timer"))
        result = timer_settime(made_timer(CLOCK_REALTIME), 0, nowhere, NULL);
    else if (!strcmp(name, "timerfd_gettime"))
        result = timerfd_gettime(-1, &value);
    else if (!strcmp(name, "clock"))
        result = clock_gettime(99, &(struct timespec){0, 0});
    else
        MUST(!"known");
    say("bad %d %d", result, errno);
}

static void do_getres(clockid_t clock)
{
    struct timespec resolution;
    int result = clock_getres(clock, &resolution);
    say("getres %d %d", result, result ? errno : 0);
}

static void do_rules(const char *text)
{
    char path[600];
    uint32_t generation;
    snprintf(path, sizeof path, "%s/time.conf", getenv("CHAOS_CONFIG_DIR"));
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_TRUNC);
    MUST(syscall(SYS_write, fd, text, strlen(text)) == (long)strlen(text));
    probe_close(fd);
    snprintf(path, sizeof path, "%s/control", getenv("CHAOS_CONFIG_DIR"));
    fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR);
    MUST(syscall(SYS_pread64, fd, &generation, 4, 12) == 4);
    generation++;
    MUST(syscall(SYS_pwrite64, fd, &generation, 4, 12) == 4);
    probe_close(fd);
}

static int cleaned;

static void clean(void *number)
{
    cleaned = cleaned * 10 + (int)(long)number;
}

static void *sleep_long(void *name)
{
    struct timespec request = {1000, 0};
    pthread_cleanup_push(clean, (void *)2L);
    pthread_cleanup_push(clean, (void *)1L);
    if (!strcmp(name, "nanosleep"))
        nanosleep(&request, NULL);
    else if (!strcmp(name, "clock_nanosleep"))
        clock_nanosleep(CLOCK_MONOTONIC, 0, &request, NULL);
    else if (!strcmp(name, "until"))
        clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &(struct timespec){4000000000 - 1, 0}, NULL);
    else if (!strcmp(name, "usleep"))
        usleep(1000000000);
    else if (!strcmp(name, "thrd_sleep"))
        thrd_sleep(&request, NULL);
    else
        sleep(1000);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}

static void do_cancel(const char *name)
{
    pthread_t thread;
    void *result;
    cleaned = 0;
    MUST(pthread_create(&thread, NULL, sleep_long, (void *)name) == 0);
    syscall(SYS_nanosleep, &(struct timespec){0, 20 * MS}, NULL);
    MUST(pthread_cancel(thread) == 0 && pthread_join(thread, &result) == 0);
    say("cancel %d %d", cleaned, result == PTHREAD_CANCELED);
}

static volatile sig_atomic_t storming, wrong;

static void read_in_handler(int number)
{
    int before = errno;
    struct timespec time;
    wrong += clock_gettime(CLOCK_MONOTONIC, &time) != 0 || errno != before;
    (void)number;
}

static void *read_on(void *unused)
{
    struct timespec time, last = {0, 0};
    while (storming) {
        wrong += clock_gettime(CLOCK_MONOTONIC, &time) != 0 || nanoseconds(time) < nanoseconds(last);
        last = time;
        nanosleep(&(struct timespec){0, 1000}, NULL);
    }
    return unused;
}

static void do_storm(long long time)
{
    pthread_t threads[8];
    struct sigaction action = {.sa_handler = read_in_handler, .sa_flags = SA_RESTART}, before;
    struct itimerval timer = {{0, 1000}, {0, 1000}}, none = {{0, 0}, {0, 0}};
    storming = 1;
    sigaction(SIGALRM, &action, &before);
    for (int i = 0; i < 8; i++)
        MUST(pthread_create(&threads[i], NULL, read_on, NULL) == 0);
    MUST(syscall(SYS_setitimer, ITIMER_REAL, &timer, NULL) == 0);
    for (uint64_t begun = probe_now(); probe_now() - begun < (uint64_t)time;)
        wrong += shown_clock(CLOCK_REALTIME) < 0;
    MUST(syscall(SYS_setitimer, ITIMER_REAL, &none, NULL) == 0);
    storming = 0;
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    sigaction(SIGALRM, &before, NULL);
    say("storm %d", (int)wrong);
}

static const char *program;

static void *make_steps(void *steps);

/* Whether the steps that follow were somebody else's. */
static bool hand_over(const char *name, char **rest)
{
    if (!strcmp(name, "fork")) {
        int status;
        pid_t child = fork();
        if (!child) {
            make_steps(rest);
            _exit(0);
        }
        MUST(waitpid(child, &status, 0) == child && status == 0);
    } else if (!strcmp(name, "exec")) {
        rest[-1] = (char *)program;
        execv(program, rest - 1);
        MUST(!"executed");
    } else if (!strcmp(name, "thread")) {
        pthread_t thread;
        MUST(pthread_create(&thread, NULL, make_steps, rest) == 0 && pthread_join(thread, NULL) == 0);
    } else {
        return false;
    }
    return true;
}

static bool is(const char *name, const char *names)
{
    size_t length = strlen(name);
    for (const char *at = names; (at = strstr(at, name)); at++)
        if ((at == names || at[-1] == ' ') && (!at[length] || at[length] == ' '))
            return true;
    return false;
}

static bool make_step(const char *name, const char *first, const char *second)
{
    clockid_t clock = atoi(first);
    if (is(name, "now"))
        do_now(clock);
    else if (is(name, "gettimeofday"))
        do_gettimeofday();
    else if (is(name, "time"))
        do_time();
    else if (is(name, "timespec_get"))
        do_timespec_get();
    else if (is(name, "reads"))
        do_reads(clock, atoll(second));
    else if (is(name, "back"))
        do_back(clock, atoll(second) * MS);
    else if (is(name, "nanosleep usleep thrd_sleep"))
        do_sleep(name, 0, atoll(first) * MS);
    else if (is(name, "sleep"))
        do_sleep(name, 0, atoll(first) * SECOND);
    else if (is(name, "clock_nanosleep"))
        do_sleep(name, clock, atoll(second) * MS);
    else if (is(name, "until insist"))
        do_until(clock, atoll(second) * MS, is(name, "insist"));
    else if (is(name, "sleepto"))
        do_sleepto(atoll(first) * MS);
    else if (is(name, "interrupt"))
        raw_alarm(atoll(first) * MS);
    else if (is(name, "alarm"))
        do_itimer(name, atoll(first) * SECOND);
    else if (is(name, "ualarm setitimer"))
        do_itimer(name, atoll(first) * MS);
    else if (is(name, "least"))
        do_itimer(name, 1000);
    else if (is(name, "interval"))
        do_interval(atoll(first) * MS);
    else if (!strcmp(name, "firsttimer"))
        do_first_timer(name, clock, atol(second));
    else if (is(name, "timer timerat timerfd timerfdat"))
        do_timer(name, clock, atoll(second) * MS);
    else if (is(name, "left"))
        do_left(first, !strcmp(second, "odd"));
    else if (is(name, "far"))
        do_far(atoll(first));
    else if (is(name, "small"))
        do_small();
    else if (is(name, "stop"))
        do_stop();
    else if (is(name, "bad"))
        do_bad(first);
    else if (is(name, "set"))
        do_set(first, atoll(second) * MS);
    else if (is(name, "setto"))
        do_setto(first, second);
    else if (is(name, "getres"))
        do_getres(clock);
    else if (is(name, "cancel"))
        do_cancel(first);
    else if (is(name, "storm"))
        do_storm(atoll(first) * MS);
    else if (is(name, "pause"))
        syscall(SYS_nanosleep, &(struct timespec){atoll(first) / 1000, atoll(first) % 1000 * MS}, NULL);
    else if (is(name, "rules"))
        do_rules(first);
    else
        return false;
    return true;
}

static void *make_steps(void *steps)
{
    for (char **step = steps; *step; step++) {
        char copy[512], *rest = copy;
        snprintf(copy, sizeof copy, "%s", *step);
        const char *name = strsep(&rest, " ");
        if (hand_over(name, step + 1))
            break;
        const char *first = !strcmp(name, "rules") ? rest : strsep(&rest, " ");
        MUST(make_step(name, first ? first : "", !strcmp(name, "rules") || !rest ? "" : rest));
    }
    return NULL;
}

int main(int count, char **arguments)
{
    struct sigaction action = {.sa_handler = count_signal};
    (void)count;
    program = arguments[0];
    sigaction(SIGALRM, &action, NULL);
    make_steps(arguments + 1);
    return 0;
}
