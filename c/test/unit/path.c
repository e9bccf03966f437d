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

/* A path longer than any file has is cut, within the buffer. */
static void long_join(void)
{
    static char buffer[PATH_SIZE + 16], path[3 * PATH_SIZE];
    memset(path, 'x', sizeof path - 1);
    for (size_t i = 0; i < sizeof path - 1; i += 100)
        path[i] = '/';
    memset(buffer, '!', sizeof buffer);
    size_t length = path_join(buffer, 0, path);
    CHECK(length <= PATH_SIZE && length > PATH_SIZE - 200, 1);
    CHECK(buffer[PATH_SIZE], '!');
}

static void selects(void)
{
    static const char text[] = "*:EIO\n/:EIO\n/data:EIO\n/data/db:EIO\n/data/db/wal.log:EIO\n/database:EIO\n/a b:EIO\n";
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

int main(void)
{
    joins();
    long_join();
    selects();
    CHECK_END;
}
