/* symbol_memory DIRECTORY COUNT NAME: calls one libc function that has to do with memory COUNT times (attempt.h).
 * symbol_memory list: says which functions the libc has, and which are known here. */
#include <malloc.h>
#include <sys/mman.h>

#include "attempt.h"

#define PAGE 4096

static char *raw_map(void)
{
    long address = syscall(SYS_mmap, 0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(address > 0);
    return (char *)address;
}

static void raw_unmap(void *address, size_t length)
{
    MUST(syscall(SYS_munmap, address, length) == 0);
}

static bool try_mmap(void *function)
{
    void *address;
    DO(address = FUNCTION(void *, void *, size_t, int, int, int, off_t)(NULL, PAGE, PROT_READ | PROT_WRITE,
                                                                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (address == MAP_FAILED)
        return true;
    *(char *)address = 1;
    raw_unmap(address, PAGE);
    return false;
}

/* A mapping that was not moved is whole. */
static bool try_mremap(void *function)
{
    char *old = raw_map();
    void *new, *wanted = raw_map();
    *old = 7;
    DO(new =
           FUNCTION(void *, void *, size_t, size_t, int, ...)(old, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, wanted));
    MUST(new == wanted || new == MAP_FAILED);
    MUST((new == wanted ? *(char *)new : *old) == 7);
    raw_unmap(wanted, PAGE);
    if (new == MAP_FAILED)
        raw_unmap(old, PAGE);
    return new == MAP_FAILED;
}

static bool mapped(const void *address)
{
    unsigned char resident;
    return syscall(SYS_mincore, address, PAGE, &resident) == 0;
}

/* A mapping that was not unmapped is whole. */
static bool try_munmap(void *function)
{
    int result;
    char *address = raw_map();
    *address = 7;
    DO(result = FUNCTION(int, void *, size_t)(address, PAGE));
    MUST(mapped(address) == (result != 0));
    MUST(!result || *address == 7);
    if (result)
        raw_unmap(address, PAGE);
    return result != 0;
}

static bool on_page(int result, char *address)
{
    raw_unmap(address, PAGE);
    return result != 0;
}

static bool try_protect(void *function)
{
    int result;
    char *address = raw_map();
    DO(result = FUNCTION(int, void *, size_t, int)(address, PAGE, PROT_READ));
    return on_page(result, address);
}

static bool try_advise(void *function)
{
    int result;
    char *address = raw_map();
    DO(result = FUNCTION(int, void *, size_t, int)(address, PAGE, MADV_NORMAL));
    return on_page(result, address);
}

static bool try_posix_madvise(void *function)
{
    bool failed = try_advise(function);
    MUST(after == preset);
    if (failed)
        after = ENOMEM;
    return failed;
}

/* The third argument is only mlock2's. */
static bool try_lock(void *function)
{
    int result;
    char *address = raw_map();
    DO(result = FUNCTION(int, const void *, size_t, unsigned)(address, PAGE, 0));
    return on_page(result, address);
}

static bool try_mlockall(void *function)
{
    int result;
    DO(result = FUNCTION(int, int)(MCL_FUTURE));
    syscall(SYS_munlockall);
    return result != 0;
}

#ifdef __GLIBC__
static bool try_brk(void *function)
{
    int result;
    void *now = (void *)syscall(SYS_brk, 0);
    DO(result = FUNCTION(int, void *)(now));
    return result != 0;
}
#else
#define try_brk NULL
#endif

static bool try_sbrk(void *function)
{
    void *result;
    DO(result = FUNCTION(void *, intptr_t)(0));
    return result == (void *)-1;
}

/* Blocks are written to, to the last byte, and freed. */
static bool gives(void *block, size_t size, size_t alignment)
{
    if (!block)
        return true;
    MUST((uintptr_t)block % alignment == 0);
    memset(block, 1, size);
    free(block);
    return false;
}

static bool try_malloc(void *function)
{
    void *block;
    DO(block = FUNCTION(void *, size_t)(100));
    return gives(block, 100, 16);
}

static bool try_calloc(void *function)
{
    char *block;
    DO(block = FUNCTION(void *, size_t, size_t)(10, 10));
    for (int i = 0; block && i < 100; i++)
        MUST(!block[i]);
    return gives(block, 100, 16);
}

/* A block that was not resized is whole, and still the program's. */
static bool resizes(char *old, char *new, size_t size)
{
    if (new) {
        MUST(new[0] == 7 && new[9] == 8);
        return gives(new, size, 16);
    }
    MUST(old[0] == 7 && old[9] == 8);
    free(old);
    return true;
}

static char *block_of_ten(void)
{
    char *block = malloc(10);
    MUST(block);
    block[0] = 7;
    block[9] = 8;
    return block;
}

static bool try_realloc(void *function)
{
    char *old = block_of_ten(), *new;
    DO(new = FUNCTION(void *, void *, size_t)(old, 100000));
    return resizes(old, new, 100000);
}

static bool try_reallocarray(void *function)
{
    char *old = block_of_ten(), *new;
    DO(new = FUNCTION(void *, void *, size_t, size_t)(old, 1000, 100));
    return resizes(old, new, 100000);
}

static bool try_posix_memalign(void *function)
{
    void *block = NULL;
    int result;
    DO(result = FUNCTION(int, void **, size_t, size_t)(&block, 256, 100));
    MUST(after == preset);
    if (result)
        after = result;
    MUST(!result == (block != NULL));
    return gives(block, 100, 256);
}

static bool try_memalign(void *function)
{
    void *block;
    DO(block = FUNCTION(void *, size_t, size_t)(256, 512));
    return gives(block, 512, 256);
}

static bool try_valloc(void *function)
{
    void *block;
    DO(block = FUNCTION(void *, size_t)(100));
    return gives(block, 100, PAGE);
}

static bool try_pvalloc(void *function)
{
    void *block;
    DO(block = FUNCTION(void *, size_t)(100));
    return gives(block, PAGE, PAGE);
}

static bool try_strdup(void *function)
{
    char *copy;
    DO(copy = FUNCTION(char *, const char *)("0123456789"));
    MUST(!copy || strcmp(copy, "0123456789") == 0);
    return gives(copy, 11, 1);
}

static bool try_strndup(void *function)
{
    char *copy;
    DO(copy = FUNCTION(char *, const char *, size_t)("0123456789", 5));
    MUST(!copy || strcmp(copy, "01234") == 0);
    return gives(copy, 6, 1);
}

static bool try_free(void *function)
{
    char *block = block_of_ten();
    DO(FUNCTION(void, void *)(block));
    return false;
}

static const struct symbol symbols[] = {
    {"mmap", try_mmap},
    {"mmap64", try_mmap},
    {"mremap", try_mremap},
    {"munmap", try_munmap},
    {"mprotect", try_protect},
    {"madvise", try_advise},
    {"posix_madvise", try_posix_madvise},
    {"mlock", try_lock},
    {"mlock2", try_lock},
    {"mlockall", try_mlockall},
    {"brk", try_brk},
    {"sbrk", try_sbrk},
    {"malloc", try_malloc},
    {"calloc", try_calloc},
    {"realloc", try_realloc},
    {"reallocarray", try_reallocarray},
    {"posix_memalign", try_posix_memalign},
    {"aligned_alloc", try_memalign},
    {"memalign", try_memalign},
    {"valloc", try_valloc},
    {"pvalloc", try_pvalloc},
    {"strdup", try_strdup},
    {"strndup", try_strndup},
    {"free", try_free},
};

#define SYMBOLS (sizeof symbols / sizeof *symbols)

static void prepare(void)
{
}

int main(int count, char **arguments)
{
    if (count == 2)
        return attempt_list(symbols, SYMBOLS), 0;
    MUST(count == 4);
    return attempt_named(symbols, SYMBOLS, arguments[3], atoi(arguments[2])), 0;
}
