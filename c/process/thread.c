#include "entry.h"

/* The number is returned, and errno left alone. */
EXPORT int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes,
                          void *(*routine)(void *), void *restrict argument)
{
    int error = process_error(CALL_NEVER(pthread_create, EINTR));
    if (error)
        return error;
    return library_has(SYMBOL_pthread_create) ? real.pthread_create(thread, attributes, routine, argument) : EAGAIN;
}

enum { THREADS_ERROR = 2, THREADS_NO_MEMORY = 3 };

/* C11 knows two errors; both libcs number them alike. */
EXPORT int thrd_create(unsigned long *thread, int (*routine)(void *), void *argument)
{
    int error = process_error(CALL_NEVER(thrd_create, EINTR));
    if (error)
        return error == ENOMEM ? THREADS_NO_MEMORY : THREADS_ERROR;
    return library_has(SYMBOL_thrd_create) ? real.thrd_create(thread, routine, argument) : THREADS_ERROR;
}
