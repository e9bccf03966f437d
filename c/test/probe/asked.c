/* Preloaded behind the library on musl: a name server that the machine need not have. It answers with the question,
 * as the library's resolver would have asked it; there is no host whose name begins with `no`. */
#include <netdb.h>
#include <string.h>

int res_query(const char *name, int class, int type, unsigned char *answer, int size)
{
    (void)class;
    (void)type;
    if (!strncmp(name, "no", 2)) {
        h_errno = HOST_NOT_FOUND;
        return -1;
    }
    memset(answer, 0, 12);
    strncpy((char *)answer + 12, name, (size_t)size - 12);
    return 12 + (int)strlen(name);
}
