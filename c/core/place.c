#include "place.h"

#include <fcntl.h>

#include "bytes.h"
#include "system.h"

/* Read as the loader left it: getenv would see what the program has made of it. */
extern char **environ;

static char directory[512];
static char rule_text[sizeof directory + 32];
static size_t directory_length;
static bool own_directory;
const char *place_mistake;

const char *place_value(const char *entry, const char *name)
{
    struct text rest = text_of(entry);
    return text_is(text_take(&rest, '='), name) && rest.start[-1] == '=' ? rest.start : NULL;
}

const char *place_environment(const char *name)
{
    const char *value = NULL;
    for (char **entry = environ; entry && *entry && !value; entry++)
        value = place_value(*entry, name);
    return value;
}

uint64_t place_number(const char *name, uint64_t usual)
{
    uint64_t number = usual;
    const char *given = place_environment(name);
    if (!given || !*given || text_number(text_of(given), &number))
        return number;
    if (!place_mistake)
        place_mistake = "CHAOS_SEED or CHAOS_RELOAD_MS is no whole number";
    return usual;
}

bool place_start(const char *library)
{
    if (!environ)
        return false;
    const char *given = place_environment("CHAOS_CONFIG_DIR");
    own_directory = given && *given == '/' && bytes_length(given) < sizeof directory;
    if (given && *given && !own_directory)
        place_mistake = "CHAOS_CONFIG_DIR wants an absolute path of at most 511 bytes";
    if (own_directory) {
        size_t end = bytes_join(directory, sizeof directory, given);
        while (end > 1 && directory[end - 1] == '/')
            directory[--end] = 0;
        directory_length = end;
    }
    bytes_join(rule_text, sizeof rule_text, own_directory ? directory : "/tmp", own_directory ? "/" : "/.chaos-",
               library, ".conf");
    return true;
}

const char *place_rule_text(void)
{
    return rule_text;
}

const char *place_directory(void)
{
    return own_directory ? directory : NULL;
}

const char *place_file(const char *name, char *buffer, size_t size)
{
    if (!own_directory)
        return NULL;
    bytes_join(buffer, size, directory, "/", name);
    return buffer;
}

long place_open(const char *name, int flags)
{
    char path[600];
    const char *file = place_file(name, path, sizeof path);
    return file ? system_call(SYS_openat, AT_FDCWD, file, flags | O_CLOEXEC) : -2 /* ENOENT */;
}

void place_descriptor(const char *kind, int fd, char buffer[PLACE_DESCRIPTOR])
{
    char number[BYTES_NUMBER];
    bytes_join(buffer, PLACE_DESCRIPTOR, "/proc/self/", kind, "/", bytes_number((uint32_t)fd, number));
}

static bool ends(struct text text, const char *suffix)
{
    size_t length = bytes_length(suffix);
    return text.length >= length && memcmp(text.start + text.length - length, suffix, length) == 0;
}

/* Nearly every path differs within the first eight bytes. */
static bool may_begin(struct text path, const char *prefix)
{
    return path.length < 8 || __builtin_memcmp(path.start, prefix, 8) == 0;
}

bool place_is_ours(struct text path)
{
    if (may_begin(path, "/tmp/.chaos-") && text_begins(path, "/tmp/.chaos-") && ends(path, ".conf"))
        return true;
    return own_directory && (directory_length < 8 || may_begin(path, directory)) && path.length >= directory_length &&
           memcmp(path.start, directory, directory_length) == 0 &&
           (path.length == directory_length || path.start[directory_length] == '/');
}
