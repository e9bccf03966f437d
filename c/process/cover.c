#include "cover.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>

#include "../core/attributes.h"
#include "../core/bytes.h"
#include "../core/place.h"
#include "../core/system.h"
#include "cell.h"

#define MOST_HEADERS 64

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
 * the file are gained by somebody who is not root; not where no rights are gained, in this process or on that disk. */
static bool is_secure(int file, const struct stat *status)
{
    uint32_t user = (uint32_t)system_call(SYS_getuid), effective_user = (uint32_t)system_call(SYS_geteuid);
    uint32_t group = (uint32_t)system_call(SYS_getgid), effective_group = (uint32_t)system_call(SYS_getegid);
    bool capable = user && system_call(SYS_fgetxattr, file, "security.capability", NULL, 0) > 0;
    struct statfs disk = {.f_flags = 0};
    if ((status->st_mode & (S_ISUID | S_ISGID) || capable) &&
        !system_call(SYS_prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) &&
        (system_call(SYS_fstatfs, file, &disk) || !(disk.f_flags & ST_NOSUID))) {
        if (capable)
            return true;
        if (status->st_mode & S_ISUID)
            effective_user = status->st_uid;
        if ((status->st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
            effective_group = status->st_gid;
    }
    return user != effective_user || group != effective_group;
}

/* access(2) leaves out the capabilities that end with this program, open(2) asks Landlock, too. */
static bool may_open_run_directory(char path[PROGRAM_PATH_SIZE])
{
    if (system_call(SYS_faccessat, AT_FDCWD, place_file("telemetry", path, PROGRAM_PATH_SIZE), 6 /* R_OK | W_OK */))
        return false;
    long file = system_call(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    system_call(SYS_close, file);
    return file != -EACCES;
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

enum cover cover_of(int file, const struct stat *status, const Elf64_Ehdr *header, struct program *program)
{
    char loader[PROGRAM_DETAIL_SIZE];
    program->foreign = header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_machine != CELL_MACHINE;
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || (header->e_machine != EM_X86_64 && header->e_machine != EM_AARCH64))
        return NOT_COVERED_OTHER_LIBC;
    read_loader(file, header, loader);
    /* A loader that is itself the command runs a program, into which it loads libraries as into any. */
    if (!*loader && !known_loader(program->name))
        return NOT_COVERED_STATIC;
    if (!*loader)
        bytes_join(loader, sizeof loader, program->name);
    const struct loader *known = known_loader(loader);
    bool own = known && bytes_equal(known->cell, CELL);
    if (!own && !*program->detail)
        bytes_join(program->detail, PROGRAM_DETAIL_SIZE, loader);
    if (!known)
        return NOT_COVERED_OTHER_LIBC;
    program->cell = own ? NULL : known->cell;
    if (is_secure(file, status))
        return NOT_COVERED_SECURE;
    return may_open_run_directory(program->space) ? COVERED : NOT_COVERED_PERMISSION;
}
