/* Says what it runs on and as: the machine of uname, that of its own ELF header, the loader that it asked for and the
 * libc that it got. */
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/auxv.h>
#include <sys/utsname.h>

#include "probe.h"

static const char *loader(void)
{
    const ElfW(Phdr) *headers = (const void *)getauxval(AT_PHDR);
    size_t count = getauxval(AT_PHNUM);
    for (size_t i = 0; i < count; i++)
        if (headers[i].p_type == PT_INTERP) {
            /* The table itself has a row with its address, so where the program lies is known. */
            for (size_t j = 0; j < count; j++)
                if (headers[j].p_type == PT_PHDR)
                    return (const char *)headers + (headers[i].p_vaddr - headers[j].p_vaddr);
        }
    return "none";
}

int main(void)
{
    ElfW(Ehdr) header;
    struct utsname names;
    int file = open("/proc/self/exe", O_RDONLY);
    MUST(file >= 0 && read(file, &header, sizeof header) == (ssize_t)sizeof header);
    MUST(uname(&names) == 0);
    bool glibc = dlsym(RTLD_DEFAULT, "gnu_get_libc_version");
    say("%s %d %s %s", names.machine, header.e_machine, loader(), glibc ? "glibc" : "musl");
    return 0;
}
