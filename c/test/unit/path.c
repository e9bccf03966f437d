#include "../../io/path.h"

#include "../../core/pages.h"
#include "../check.h"
#include "snapshots.h"
#include "table.h"

static void joins(void)
{
    static const struct {
        const char *base, *path, *joined;
    } rows[] = {
        {"/here", "file", "/here/file"},
        {"/here", "a/b", "/here/a/b"},
        {"/here", "./a//b/", "/here/a/b"},
        {"/here", "../x", "/x"},
        {"/here", "../../../x", "/x"},
        {"/here/sub", "..", "/here"},
        {"/here", "..", "/"},
        {"/here", ".", "/here"},
        {"/here", "/abs", "/abs"},
        {"/here", "/", "/"},
        {"/here", "//a", "/a"},
        {"/here", "/a/./b/../c", "/a/c"},
        {"/", "x", "/x"},
        {"/", "..", "/"},
        {"", "/a/b", "/a/b"},
        {"/here", "a/...", "/here/a/..."},
        {"/here", "..a", "/here/..a"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        char buffer[PATH_SIZE];
        size_t length = strlen(rows[i].base);
        memcpy(buffer, rows[i].base, length);
        length = path_join(buffer, length, rows[i].path);
        check_text(__FILE__, __LINE__, rows[i].path, rows[i].base, buffer, length, rows[i].joined);
    }
}

#define FIFTY "LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL"
#define LONG FIFTY FIFTY FIFTY FIFTY

/* A path that does not fit is cut, within the buffer, behind as much as fits of the first name that does not. */
static void long_joins(void)
{
    static const struct {
        size_t base;
        const char *path;
        size_t length;
    } rows[] = {
        {951, "A", 953},
        {951, LONG "/A", PATH_SIZE},
        {951, LONG "/" LONG "/./A", PATH_SIZE},
        {951, LONG "/A/..", PATH_SIZE},
        {951, LONG "/../" LONG, PATH_SIZE},
        {951, LONG "/../A", 953},
        {951, LONG "/a/../../A", 953},
        {951, LONG "/a/b/../../../A", 953},
        {951, LONG "/../../" LONG "/A", 203},
        {PATH_LONGEST - 2, "A", PATH_LONGEST},
        {PATH_LONGEST - 2, "AA", PATH_SIZE},
        {PATH_LONGEST - 1, "A", PATH_SIZE},
        {PATH_LONGEST, "A", PATH_SIZE},
        {PATH_LONGEST, ".", PATH_LONGEST},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        char buffer[PATH_SIZE + 1], wanted[PATH_SIZE];
        memset(buffer, 'd', sizeof buffer);
        buffer[0] = '/';
        memcpy(wanted, buffer, sizeof wanted);
        CHECK_FOR(rows[i].path, path_join(buffer, rows[i].base, rows[i].path), rows[i].length);
        CHECK_FOR(rows[i].path, buffer[PATH_SIZE], 'd');
        if (rows[i].length < PATH_SIZE)
            continue;
        wanted[rows[i].base] = '/';
        memset(wanted + rows[i].base + 1, *rows[i].path, PATH_LONGEST - rows[i].base);
        memcpy(wanted + PATH_LONGEST + 1, PATH_MARK, sizeof PATH_MARK - 1);
        CHECK_FOR(rows[i].path, memcmp(buffer, wanted, PATH_SIZE), 0);
    }
}

static void selects(void)
{
    static const char text[] = "*:EIO\n/:EIO\n/data:EIO\n/data/db:EIO\n/data/db/wal.log:EIO\n/database:EIO\n/a "
                               "b:EIO\n/**/s/?:EIO\n/d/s*:EIO\n";
    static const struct {
        const char *path;
        bool any, faulty;
        const char *fits;
    } rows[] = {
        {"/data/db/wal.log", true, true, "/data/db/wal.log /data/db /data / *"},
        {"/data/db/wal.logs", true, true, "/data/db /data / *"},
        {"/data/db", true, true, "/data/db /data / *"},
        {"/data", true, true, "/data / *"},
        {"/database/x", true, true, "/database / *"},
        {"/databases", true, true, "/ *"},
        {"/dat", true, true, "/ *"},
        {"/", true, true, "/ *"},
        {"/a b/c", true, true, "/a b / *"},
        {"/d/s/y", true, true, "/d/s* / /**/s/? *"},
        {"pipe", true, true, "*"},
        {"/data/x", false, true, "/data"},
        {"/x", false, true, ""},
        {"/proc", true, false, ""},
        {"/proc/self/fd", true, false, ""},
        {"/sys/kernel", true, false, ""},
        {"/dev/null", true, false, ""},
        {"/process", true, true, "/ *"},
        {"/devil", true, true, "/ *"},
        {"/system", true, true, "/ *"},
        {"anon_inode:[eventfd]", true, false, ""},
        {"/tmp/.chaos-io.conf", true, false, ""},
        {"/tmp/.chaos-net.conf", true, false, ""},
        {"/tmp/.chaos-io.confi", true, true, "/ *"},
    };
    struct snapshot *snapshot = snapshot_of(&table, text, 1);
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct selection selection;
        CHECK_FOR(rows[i].path, path_select(snapshot, text_of(rows[i].path), rows[i].any, &selection), rows[i].faulty);
        if (rows[i].faulty)
            CHECK_FITS(rows[i].path, snapshot, &selection, rows[i].fits);
    }
    snapshot_free(snapshot);
}

/* Of a path that is cut, what is left of its last name selects nothing. */
static void selects_cut(void)
{
    static const char text[] = "*:EIO\n/*:EIO\n/*/A:EIO\n/**/A?:EIO\n/**/A*:EIO\n/*/*:EIO\n";
    struct snapshot *snapshot = snapshot_of(&table, text, 1);
    struct selection selection;
    char path[PATH_SIZE];
    memset(path, 'd', sizeof path);
    path[0] = path[PATH_LONGEST - 1] = '/';
    path[PATH_LONGEST] = 'A';
    CHECK(path_select(snapshot, (struct text){path, path_cut(path, PATH_LONGEST + 1)}, true, &selection), true);
    CHECK_FITS("cut", snapshot, &selection, "/* *");
    snapshot_free(snapshot);
}

static void refuses(void)
{
    char path[PATH_SIZE];
    struct rule rule = {0};
    memset(path, 'd', sizeof path);
    path[0] = '/';
    rule.selector = (struct text){path, PATH_LONGEST};
    CHECK(path_selector(&rule) == NULL, true);
    rule.selector.length++;
    CHECK_TEXT(text_of(path_selector(&rule)), "a path has at most 64 components and 1020 bytes");
}

int main(void)
{
    joins();
    long_joins();
    selects();
    selects_cut();
    refuses();
    CHECK_END;
}
