#include "../../io/standin.h"

#include <linux/stat.h>

#include "../check.h"

struct real real;
static int numbers, letters;

/* Checks the result of a call that succeeds and leaves errno alone, or fails with one. */
#define CALLS(call, wanted)                                                                                            \
    do {                                                                                                               \
        errno = 77;                                                                                                    \
        CHECK(call, wanted);                                                                                           \
        CHECK(errno, 77);                                                                                              \
    } while (0)
#define FAILS(call, error)                                                                                             \
    do {                                                                                                               \
        errno = 77;                                                                                                    \
        CHECK(call, -1);                                                                                               \
        CHECK(errno, error);                                                                                           \
    } while (0)

static void keeps_what_is_there(void)
{
    struct real slots;
    memset(&slots, 0, sizeof slots);
    slots.renameat2 = renameat2;
    slots.statx = statx;
    standin_fill(&slots);
    CHECK(slots.renameat2 == renameat2 && slots.statx == statx, true);
}

static void copies(void)
{
    off_t from = 2, to = 5;
    char bytes[8] = "";
    CALLS(real.copy_file_range(numbers, &from, letters, &to, 3, 0), 3);
    CHECK(from, 5);
    CHECK(to, 8);
    CHECK(pread(letters, bytes, 7, 3), 5);
    CHECK(memcmp(bytes, "de234", 5), 0);
    FAILS(real.copy_file_range(numbers, NULL, -1, NULL, 3, 0), EBADF);
}

static void reads_and_writes(void)
{
    char one[2], two[3];
    struct iovec parts[] = {{one, 2}, {two, 3}}, text = {"xyz", 3};
    CALLS(real.preadv2(numbers, parts, 2, 4, 0), 5);
    CHECK(memcmp(one, "45", 2) == 0 && memcmp(two, "678", 3) == 0, true);
    FAILS(real.preadv2(numbers, parts, 2, 4, 1 << 30), EOPNOTSUPP);
    CALLS(real.pwritev2(numbers, &text, 1, 6, 0), 3);
    CHECK(pread(numbers, two, 3, 6) == 3 && memcmp(two, "xyz", 3) == 0, true);
    FAILS(real.pwritev2(-1, &text, 1, 6, 0), EBADF);
}

static void names(void)
{
    struct statx status;
    CHECK(mkdir("one", 0700) == 0 && mkdir("two", 0700) == 0, true);
    FAILS(real.renameat2(AT_FDCWD, "one", AT_FDCWD, "two", 1 /* RENAME_NOREPLACE */), EEXIST);
    CALLS(real.renameat2(AT_FDCWD, "one", AT_FDCWD, "three", 0), 0);
    FAILS(real.statx(AT_FDCWD, "one", 0, STATX_TYPE, &status), ENOENT);
    CALLS(real.statx(AT_FDCWD, "three", 0, STATX_TYPE, &status), 0);
    CHECK(S_ISDIR(status.stx_mode), true);
}

static void closes(void)
{
    int first = dup(numbers), last = dup(numbers);
    FAILS(real.close_range(2, 1, 0), EINVAL);
    CALLS(real.close_range((unsigned)first, (unsigned)last, 0), 0);
    FAILS(fcntl(first, F_GETFD), EBADF);
    FAILS(fcntl(last, F_GETFD), EBADF);
    CALLS(fcntl(numbers, F_GETFD), 0);
    CALLS(fcntl(numbers, F_DUPFD, 700), 700);
    real.closefrom(700);
    FAILS(fcntl(700, F_GETFD), EBADF);
    CALLS(fcntl(numbers, F_GETFD), 0);
}

int main(void)
{
    numbers = open("numbers", O_RDWR | O_CREAT, 0600);
    letters = open("letters", O_RDWR | O_CREAT, 0600);
    CHECK(write(numbers, "0123456789", 10), 10);
    CHECK(write(letters, "abcde", 5), 5);
    keeps_what_is_there();
    standin_fill(&real);
    copies();
    reads_and_writes();
    names();
    closes();
    CHECK_END;
}
