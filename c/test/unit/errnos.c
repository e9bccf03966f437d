#include "../../core/errnos.h"

#include <errno.h>

#include "../check.h"

int main(void)
{
    static const struct {
        const char *name;
        int number;
    } rows[] = {
        {"EIO", EIO},
        {"ENOSPC", ENOSPC},
        {"EDQUOT", EDQUOT},
        {"EROFS", EROFS},
        {"EACCES", EACCES},
        {"EMFILE", EMFILE},
        {"ENFILE", ENFILE},
        {"ENOENT", ENOENT},
        {"EWOULDBLOCK", EAGAIN},
        {"EAGAIN", EAGAIN},
        {"EPERM", EPERM},
        {"ENOTSUP", ENOTSUP},
        {"EOPNOTSUPP", EOPNOTSUPP},
        {"EHWPOISON", EHWPOISON},
        {"EI", 0},
        {"EIOX", 0},
        {"eio", 0},
        {"", 0},
        {"5", EIO},
        {"0", 0},
        {"133", EHWPOISON},
        {"134", 0},
        {"-5", 0},
        {"EACCESS", 0},
        {"EBADFD", EBADFD},
    };
    for (size_t i = 0; i < ROWS(rows); i++)
        CHECK_FOR(rows[i].name, errnos_number(text_of(rows[i].name)), rows[i].number);
#define ERRNO(name) CHECK_FOR("E" #name, errnos_number(text_of("E" #name)), E##name);
#include "../../core/errnos.def"
#undef ERRNO
    CHECK_END;
}
