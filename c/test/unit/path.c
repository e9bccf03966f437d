#include "../../io/path.h"

#include "../../core/pages.h"
#include "../check.h"
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

static struct snapshot *snapshot_of(const char *text)
{
    static struct rule rules[200];
    struct grammar_mistake mistake = {0, 0, ""};
    memset(rules, 0, sizeof rules);
    long count = grammar_read(&table, text_of(text), rules, &mistake);
    CHECK_FOR(mistake.reason, count > 0, 1);
    return snapshot_make(&table, rules, (size_t)count, text_of(text), 0, 1);
}

/* The selectors that fit, the most specific first, between blanks. */
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
    struct snapshot *snapshot = snapshot_of(text);
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct selection selection;
        char fits[256] = "";
        CHECK_FOR(rows[i].path, path_select(snapshot, text_of(rows[i].path), rows[i].any, &selection), rows[i].faulty);
        for (uint32_t s = 0; rows[i].faulty && s < selection.count; s++) {
            struct text selector = snapshot->selectors[selection.selectors[s]].text;
            if (s)
                strcat(fits, " ");
            strncat(fits, selector.start, selector.length);
        }
        if (rows[i].faulty)
            check_text(__FILE__, __LINE__, "selection", rows[i].path, fits, strlen(fits), rows[i].fits);
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
