#include "program.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "../core/attributes.h"
#include "../core/bytes.h"
#include "../core/place.h"
#include "../core/system.h"
#include "../core/text.h"

/* As many interpreters of interpreters as the kernel follows. */
#define MOST_INTERPRETERS 5
#define MOST_HEADERS 64

#if defined __x86_64__
#define OWN_GLIBC loaders
#else
#define OWN_GLIBC (loaders + 2)
#endif
#ifdef __GLIBC__
#define OWN OWN_GLIBC
#else
#define OWN (OWN_GLIBC + 1)
#endif

static const struct loader {
    char name[22];
    char cell[15];
} loaders[] = {
    {"ld-linux-x86-64.so.2", "glibc-amd64.so"},
    {"ld-musl-x86_64.so.1", "musl-amd64.so"},
    {"ld-linux-aarch64.so.1", "glibc-arm64.so"},
    {"ld-musl-aarch64.so.1", "musl-arm64.so"},
};

/* The kernel's rule (security/commoncap.c): the effective user or group will not be the real one, or capabilities of
 * the file are gained by somebody who is not root. */
static bool is_secure(int file, const struct stat *status)
{
    uint32_t user = (uint32_t)system_call(SYS_getuid), effective_user = (uint32_t)system_call(SYS_geteuid);
    uint32_t group = (uint32_t)system_call(SYS_getgid), effective_group = (uint32_t)system_call(SYS_getegid);
    bool capable = user && system_call(SYS_fgetxattr, file, "security.capability", NULL, 0) > 0;
    if ((status->st_mode & (S_ISUID | S_ISGID) || capable) &&
        !system_call(SYS_prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)) {
        if (capable)
            return true;
        if (status->st_mode & S_ISUID)
            effective_user = status->st_uid;
        if ((status->st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
            effective_group = status->st_gid;
    }
    return user != effective_user || group != effective_group;
}

static bool may_open_run_directory(void)
{
    char path[PROGRAM_PATH_SIZE];
    return !system_call(SYS_faccessat, AT_FDCWD, place_file("telemetry", path, sizeof path), 6 /* R_OK | W_OK */);
}

/* Reads the name of the loader; empty where there is none. */
static void read_loader(int file, const Elf64_Ehdr *header, char name[PROGRAM_DETAIL_SIZE])
{
    *name = 0;
    for (unsigned i = 0; i < header->e_phnum && i < MOST_HEADERS; i++) {
        Elf64_Phdr segment;
        if (system_call(SYS_pread64, file, &segment, sizeof segment, header->e_phoff + i * sizeof segment) !=
            sizeof segment)
            return;
        if (segment.p_type != PT_INTERP)
            continue;
        long length = system_call(SYS_pread64, file, name, PROGRAM_DETAIL_SIZE - 1, segment.p_offset);
        name[length < 0 ? 0 : length] = 0;
        return;
    }
}

static const struct loader *known_loader(const char *name)
{
    for (const struct loader *known = loaders; known < loaders + LENGTH(loaders); known++)
        if (bytes_equal(bytes_base_name(name), known->name))
            return known;
    return NULL;
}

static enum cover cover_of(int file, const struct stat *status, const Elf64_Ehdr *header, struct program *program)
{
    char loader[PROGRAM_DETAIL_SIZE];
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || (header->e_machine != EM_X86_64 && header->e_machine != EM_AARCH64))
        return NOT_COVERED_OTHER_LIBC;
    read_loader(file, header, loader);
    if (!*loader)
        return NOT_COVERED_STATIC;
    const struct loader *known = known_loader(loader);
    if (known != OWN && !*program->detail)
        bytes_join(program->detail, PROGRAM_DETAIL_SIZE, loader);
    if (!known)
        return NOT_COVERED_OTHER_LIBC;
    program->cell = known == OWN ? NULL : known->cell;
    if (is_secure(file, status))
        return NOT_COVERED_SECURE;
    return may_open_run_directory() ? COVERED : NOT_COVERED_PERMISSION;
}

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
static bool is_program(int directory, const char *name, struct stat *status)
{
    return !system_call(SYS_newfstatat, directory, name, status, 0) && S_ISREG(status->st_mode) &&
           status->st_mode & 0111;
}

static bool look_at(struct program *program, int directory, const char *name)
{
    struct stat status;
    union {
        char text[256];
        Elf64_Ehdr elf;
    } start;
    char path[PROGRAM_PATH_SIZE];
    *program->detail = 0;
    program->cell = NULL;
    for (unsigned depth = 0; depth < MOST_INTERPRETERS && is_program(directory, name, &status); depth++) {
        long file = system_call(SYS_openat, directory, name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        memset(&start, 0, sizeof start);
        long length = system_call(SYS_read, file, start.text, sizeof start.text - 1);
        bool elf = length >= (long)sizeof start.elf && memcmp(start.elf.e_ident, ELFMAG, SELFMAG) == 0;
        read_path(file, name, path);
        if (!depth)
            bytes_join(program->path, sizeof program->path, path);
        bytes_join(program->name, sizeof program->name, bytes_base_name(path));
        program->cover = NOT_COVERED_UNKNOWN;
        if (elf)
            program->cover = cover_of((int)file, &status, &start.elf, program);
        system_call(SYS_close, file);
        if (elf || system_failed(file))
            return true;
        if (start.text[0] != '#' || start.text[1] != '!')
            return false;
        bytes_join(program->detail, sizeof program->detail, interpreter_in(start.text + 2));
        name = program->detail;
        directory = AT_FDCWD;
    }
    return false;
}

#ifdef __GLIBC__
#define USUAL_PATH "/bin:/usr/bin"
#else
#define USUAL_PATH "/usr/local/bin:/bin:/usr/bin"
#endif

static bool search_path(struct program *program, const char *name)
{
    const char *path = place_environment("PATH");
    struct text rest = text_of(path ? path : USUAL_PATH);
    bool found = false;
    for (bool last = false; !found && !last;) {
        char candidate[PROGRAM_PATH_SIZE];
        last = !text_has(rest, ':');
        struct text directory = text_take(&rest, ':');
        size_t length = directory.length < sizeof candidate / 2 ? directory.length : 0;
        memcpy(candidate, directory.start, length);
        bytes_append(candidate, sizeof candidate, &length, length ? "/" : "");
        bytes_append(candidate, sizeof candidate, &length, name);
        found = look_at(program, AT_FDCWD, candidate);
    }
    return found;
}

bool program_find(struct program *program, int directory, const char *name, bool search)
{
    return search && !text_has(text_of(name), '/') ? search_path(program, name) : look_at(program, directory, name);
}
