#include "fail.h"

int fail(int error)
{
    errno = error;
    return -1;
}

void *fail_null(int error)
{
    errno = error;
    return NULL;
}
