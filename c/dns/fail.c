#include "entry.h"

int fail_resolver(int error)
{
    if (error == EAI_SYSTEM)
        errno = EIO;
    return error;
}

/* As both libcs do; where they differ as glibc does, but for EAI_FAIL, of which it leaves the number to chance. */
int fail_host(int error, int *host_error)
{
    static const struct {
        signed char error, host_error;
        unsigned char number;
    } rows[] = {{EAI_NONAME, HOST_NOT_FOUND, 0},
                {EAI_NODATA, NO_DATA, 0},
                {EAI_AGAIN, TRY_AGAIN, EAGAIN},
                {EAI_FAIL, NO_RECOVERY, EBADMSG},
                {EAI_MEMORY, -1, ENOMEM},
                {EAI_OVERFLOW, -1, ERANGE},
                {EAI_SYSTEM, -1, EIO}};
    size_t i = 0;
    while (rows[i].error != error)
        i++;
    *host_error = rows[i].host_error;
    if (rows[i].number)
        errno = rows[i].number;
    return rows[i].number;
}

struct hostent *fail_host_null(int error)
{
    fail_host(error, &h_errno);
    return NULL;
}
