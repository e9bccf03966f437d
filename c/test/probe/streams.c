/* streams PATH TIMES: threads that write lines of 32 bytes into one stream so many times each, every thread by a
 * function of its own; says how many bytes they were told went there. Then one that is cancelled while it writes, and
 * one that writes without the stream's lock, which another thread holds; says how much these wrote, and whether one
 * byte more fails. */
#include <pthread.h>

#include "probe.h"

/* musl's functions of those names lock the stream all the same. */
#ifdef __GLIBC__
#define HOLD flockfile
#define LET_GO funlockfile
#else
#define HOLD (void)
#define LET_GO (void)
#endif

#define THREADS 4
#define LINE 32

static FILE *stream;
static long times, told;

static long put(int how, const char *line)
{
    switch (how) {
    case 0:
        return fputs(line, stream) < 0 ? 0 : LINE;
    case 1:
        return fprintf(stream, "%.16s%s", line, line + 16);
    default:
        return (long)fwrite(line, 1, LINE, stream);
    }
}

static void *work(void *number)
{
    char line[LINE + 1] = "";
    memset(line, 'a' + (int)(long)number, LINE - 1);
    line[LINE - 1] = '\n';
    for (long i = 0; i < times; i++)
        __atomic_fetch_add(&told, put((int)(long)number, line), __ATOMIC_SEQ_CST);
    return NULL;
}

/* The flush is where it is cancelled, or behind that. */
static void *end(void *unused)
{
    MUST(pthread_cancel(pthread_self()) == 0);
    fflush(stream);
    pthread_testcancel();
    return unused;
}

static void *write_unlocked(void *line)
{
    return (void *)(long)fwrite_unlocked(line, 1, LINE, stream);
}

static void *result_of(void *(*routine)(void *), void *argument)
{
    pthread_t thread;
    void *result;
    MUST(pthread_create(&thread, NULL, routine, argument) == 0 && pthread_join(thread, &result) == 0);
    return result;
}

int main(int count, char **arguments)
{
    pthread_t threads[THREADS];
    MUST(count == 3 && (stream = fopen(arguments[1], "w")));
    times = atol(arguments[2]);
    for (long i = 0; i < THREADS; i++)
        MUST(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
    for (long i = 0; i < THREADS; i++)
        MUST(pthread_join(threads[i], NULL) == 0);
    say("told %ld", told);
    MUST(result_of(end, NULL) == PTHREAD_CANCELED);
    HOLD(stream);
    long written = (long)result_of(write_unlocked, "only those who ask are kept out\n");
    LET_GO(stream);
    say("unlocked %ld", written);
    say("more %s", fputc('x', stream) == 'x' ? "fits" : "fails");
    MUST(fclose(stream) == 0);
    return 0;
}
