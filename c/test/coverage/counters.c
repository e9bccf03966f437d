/* Where a library's coverage is counted: in a file that all processes share, so that no way to end one loses it. Linked
 * only into objects that are built for that. With CHAOS_COVERAGE=dump in the environment the counts become gcov's data
 * files when the library is loaded. */
#include <fcntl.h>
#include <gcov.h>
#include <sys/mman.h>

#include "../../core/bytes.h"
#include "../../core/place.h"
#include "../../core/system.h"
#include "../../core/text.h"

extern char coverage_start[] __attribute__((visibility("hidden")));
extern char coverage_end[] __attribute__((visibility("hidden")));
extern const struct gcov_info *const __start_gcov_info[] __attribute__((visibility("hidden")));
extern const struct gcov_info *const __stop_gcov_info[] __attribute__((visibility("hidden")));

static long file = -1;

/* Data files are written anew, never merged. */
void __gcov_merge_add(void *counters, unsigned count);
void __gcov_merge_add(void *counters, unsigned count)
{
    (void)counters, (void)count;
}

static void name(const char *path, void *unused)
{
    (void)unused;
    system_call(SYS_close, file);
    file = system_call(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
}

static void put(const void *bytes, unsigned length, void *unused)
{
    (void)unused;
    system_call(SYS_write, file, bytes, length);
}

static void *space(unsigned length, void *unused)
{
    (void)unused;
    return (void *)system_call(SYS_mmap, NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void dump(void)
{
    for (const struct gcov_info *const *info = __start_gcov_info; info < __stop_gcov_info; info++) {
        __asm__("" : "+r"(info));
        __gcov_info_to_gcda(*info, name, put, space, NULL);
    }
}

/* What was counted before this runs is added to what others counted. */
__attribute__((constructor(101))) static void share(void)
{
    size_t size = (size_t)(coverage_end - coverage_start);
    long fd = system_call(SYS_openat, AT_FDCWD, COUNTS, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    system_call(SYS_fchmod, fd, 0666);
    system_call(SYS_ftruncate, fd, size);
    uint64_t *shared = (void *)system_call(SYS_mmap, NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (!system_failed(fd) && !system_failed((long)shared)) {
        for (size_t i = 0; i < size / sizeof *shared; i++)
            if (((uint64_t *)coverage_start)[i])
                __atomic_fetch_add(&shared[i], ((uint64_t *)coverage_start)[i], __ATOMIC_RELAXED);
        system_call(SYS_mmap, coverage_start, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0);
        system_call(SYS_munmap, shared, size);
    }
    system_call(SYS_close, fd);
    const char *wanted = place_environment("CHAOS_COVERAGE");
    if (wanted && text_is(text_of(wanted), "dump"))
        dump();
}
