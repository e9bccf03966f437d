#include "program.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "../core/bytes.h"
#include "../core/place.h"
#include "../core/system.h"
#include "../core/text.h"
#include "cover.h"

/* As many interpreters of interpreters as the kernel follows. */
#define MOST_INTERPRETERS 5

/* `#! interpreter argument` */
static const char *interpreter_in(char *line)
{
    while (*line == ' ' || *line == '\t')
        line++;
    char *end = line;
    while (*end && *end != ' ' && *end != '\t' && *end != '\n')
        end++;
    *end = 0;
    return line;
}

/* The path of an open file, or as it was named. */
static void read_path(long file, const char *named, char path[PROGRAM_PATH_SIZE])
{
    char link[PLACE_DESCRIPTOR];
    place_descriptor("fd", (int)file, link);
    bytes_join(path, PROGRAM_PATH_SIZE, named);
    long read = system_call(SYS_readlinkat, AT_FDCWD, link, path, PROGRAM_PATH_SIZE - 1);
    if (!system_failed(read))
        path[read] = 0;
}

/* What may be waited for when it is opened is no program. */
/* The same on both architectures, and newer than some headers and kernels. */
#define NUMBER_faccessat2 439

static bool is_program(int directory, const char *name, struct stat *status)
{
    return !system_call(SYS_newfstatat, directory, name, status, 0) && S_ISREG(status->st_mode) &&
           status->st_mode & 0111 &&
           system_call(NUMBER_faccessat2, directory, name, 1 /* X_OK */, AT_EACCESS) != -EACCES;
}

static bool look_at(struct program *program, int directory, const char *name)
{
    struct stat status;
    union {
        char text[256];
        Elf64_Ehdr elf;
    } start;
    *program->detail = 0;
    program->cell = NULL;
    for (unsigned depth = 0; depth < MOST_INTERPRETERS && is_program(directory, name, &status); depth++) {
        long file = system_call(SYS_openat, directory, name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        memset(&start, 0, sizeof start);
        long length = system_call(SYS_read, file, start.text, sizeof start.text - 1);
        bool elf = length >= (long)sizeof start.elf && memcmp(start.elf.e_ident, ELFMAG, SELFMAG) == 0;
        char *path = depth ? program->space : program->path;
        read_path(file, name, path);
        bytes_join(program->name, sizeof program->name, bytes_base_name(path));
        program->cover = NOT_COVERED_UNKNOWN;
        if (elf)
            program->cover = cover_of((int)file, &status, &start.elf, program);
        system_call(SYS_close, file);
        if (elf || system_failed(file))
            return true;
        /* What is no program is a script for the shell to functions that search for it, and fails by others. */
        bool script = start.text[0] == '#' && start.text[1] == '!';
        bytes_join(program->detail, sizeof program->detail, script ? interpreter_in(start.text + 2) : "/bin/sh");
        name = program->detail;
        directory = program->current;
    }
    return false;
}

#ifdef __GLIBC__
#define USUAL_PATH "/bin:/usr/bin"
#else
#define USUAL_PATH "/usr/local/bin:/bin:/usr/bin"
#endif

static bool search_path(struct program *program, int directory, const char *name)
{
    const char *path = place_environment("PATH");
    struct text rest = text_of(path ? path : USUAL_PATH);
    bool found = false;
    for (bool last = false; !found && !last;) {
        char *candidate = program->space;
        last = !text_has(rest, ':');
        struct text part = text_take(&rest, ':');
        size_t length = part.length < PROGRAM_PATH_SIZE / 2 ? part.length : 0;
        memcpy(candidate, part.start, length);
        bytes_append(candidate, PROGRAM_PATH_SIZE, &length, length ? "/" : "");
        bytes_append(candidate, PROGRAM_PATH_SIZE, &length, name);
        found = look_at(program, directory, candidate);
    }
    return found;
}

bool program_find(struct program *program, int directory, const char *name, bool search)
{
    return search && !text_has(text_of(name), '/') ? search_path(program, directory, name)
                                                   : look_at(program, directory, name);
}
