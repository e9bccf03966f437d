/* memory STEP…: does what it is told, one step after the other, and says of each its name and 0, or the errno's name
 * with a minus before it; of `size`, how large the block is. A step is a name and its arguments between blanks; blocks
 * and mappings are called by letters. Nothing else is allocated or mapped. */
#include <dlfcn.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "probe.h"

static void *letters[26];
static char *words[8];
static int count;

static void **letter(int word)
{
    return &letters[*words[word] - 'a'];
}

static size_t number(int word)
{
    return word < count ? strtoul(words[word], NULL, 0) : 0;
}

/* A new block, written to from end to end. */
static long fill(void *block, size_t size)
{
    if (!block)
        return -1;
    *letter(1) = memset(block, 7, size);
    return 0;
}

static long map(int flags, int fd, void *(*function)(void *, size_t, int, int, int, off_t))
{
    void *where = count > 3 ? (char *)*letter(3) + number(4) : NULL;
    void *address = function(where, number(2), PROT_READ | PROT_WRITE, flags | (where ? MAP_FIXED : 0), fd, 0);
    return address == MAP_FAILED ? -1 : fill(address, number(2));
}

static int file_of(size_t size)
{
    int fd = (int)syscall(SYS_openat, AT_FDCWD, "mapped", O_RDWR | O_CREAT, 0600);
    MUST(fd >= 0 && syscall(SYS_ftruncate, fd, size) == 0);
    return fd;
}

/* An error that is returned, not left in errno. */
static long returned(int error)
{
    errno = error;
    return error ? -1 : 0;
}

/* A mapping that no rule meets. */
static long have(size_t size)
{
    long address = syscall(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(address > 0);
    *letter(1) = (void *)address;
    return 0;
}

static long resize(void *block)
{
    if (block || number(2) == 0)
        *letter(1) = block;
    return block || number(2) == 0 ? 0 : -1;
}

static long remap(int flags, void *where)
{
    void *address = mremap(*letter(1), number(2), number(3), flags, where);
    if (address == MAP_FAILED)
        return -1;
    *letter(1) = address;
    return 0;
}

static long in_child(void)
{
    int status = 0;
    pid_t child = fork();
    MUST(child >= 0);
    if (!child)
        _exit(malloc(number(1)) == NULL);
    MUST(waitpid(child, &status, 0) == child && WIFEXITED(status));
    errno = ENOMEM;
    return WEXITSTATUS(status) ? -1 : 0;
}

static long change_rules(const char *from)
{
    char text[600], control[600];
    const char *run = getenv("CHAOS_CONFIG_DIR");
    snprintf(text, sizeof text, "%s/memory.conf", run);
    snprintf(control, sizeof control, "%s/control", run);
    return probe_change_rules(from, text, control);
}

static long step(void)
{
    const char *name = words[0];
#define IS(text) (strcmp(name, text) == 0)
    if (IS("mmap"))
        return map(MAP_PRIVATE | MAP_ANONYMOUS, -1, mmap);
    /* musl has none since 1.2.4. */
    void *(*large)(void *, size_t, int, int, int, off_t) = dlsym(RTLD_DEFAULT, "mmap64");
    if (IS("mmap64"))
        return map(MAP_PRIVATE | MAP_ANONYMOUS, -1, large ? large : mmap);
    if (IS("share"))
        return map(MAP_SHARED | MAP_ANONYMOUS, -1, mmap);
    if (IS("have"))
        return have(number(2));
    if (IS("mapfile"))
        return map(MAP_SHARED, file_of(number(2)), mmap);
    if (IS("mremap"))
        return remap(MREMAP_MAYMOVE, NULL);
    if (IS("moveto"))
        return remap(MREMAP_MAYMOVE | MREMAP_FIXED, *letter(4));
    if (IS("munmap"))
        return munmap((char *)*letter(1) + number(3), number(2));
    if (IS("touch"))
        return memset(*letter(1), 8, number(2)) ? 0 : -1;
    if (IS("mprotect"))
        return mprotect(*letter(1), number(2), PROT_READ);
    if (IS("madvise"))
        return madvise(*letter(1), number(2), MADV_NORMAL);
    if (IS("mlock"))
        return mlock(*letter(1), number(2));
    if (IS("sbrk"))
        return sbrk(0) == (void *)-1 ? -1 : 0;
    if (IS("malloc"))
        return fill(malloc(number(2)), number(2));
    if (IS("calloc"))
        return fill(calloc(number(2), number(3)), number(2) * number(3));
    if (IS("realloc"))
        return resize(realloc(*letter(1), number(2)));
    if (IS("reallocarray"))
        return resize(reallocarray(*letter(1), number(2), number(3)));
    if (IS("posix_memalign"))
        return returned(posix_memalign(letter(1), 64, number(2)));
    if (IS("aligned_alloc"))
        return fill(aligned_alloc(64, number(2)), number(2));
    if (IS("memalign"))
        return fill(memalign(64, number(2)), number(2));
    if (IS("valloc"))
        return fill(valloc(number(2)), number(2));
    if (IS("strdup"))
        return (*letter(1) = strdup(words[2])) ? 0 : -1;
    if (IS("strndup"))
        return (*letter(1) = strndup(words[2], number(3))) ? 0 : -1;
    if (IS("free"))
        return free(*letter(1)), 0;
    if (IS("child"))
        return in_child();
    if (IS("rules"))
        return change_rules(words[1]);
    MUST(!"a step that is known");
    return -1;
}

static const char *error_name(int error)
{
    static const struct {
        int number;
        const char *name;
    } names[] = {{ENOMEM, "ENOMEM"}, {EAGAIN, "EAGAIN"}, {EACCES, "EACCES"},
                 {EPERM, "EPERM"},   {EINVAL, "EINVAL"}, {EFAULT, "EFAULT"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].number == error)
            return names[i].name;
    return "another";
}

int main(int steps, char **arguments)
{
    for (int i = 1; i < steps; i++) {
        char *rest = NULL, *word;
        count = 0;
        for (word = strtok_r(arguments[i], " ", &rest); word && count < 8; word = strtok_r(NULL, " ", &rest))
            words[count++] = word;
        long result = step();
        if (result < 0)
            say("%s -%s", words[0], error_name(errno));
        else
            say("%s %ld", words[0], result);
    }
    return 0;
}
