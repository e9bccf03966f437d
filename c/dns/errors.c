#include "errors.h"

#include <netdb.h>

#include "../core/bytes.h"
#include "operations.h"

static const struct {
    signed char number;
    uint16_t operations;
} errors[] = {
#define ERROR(name, operations) {name, operations},
#include "errors.def"
#undef ERROR
};

int errors_number(struct text name)
{
    /* One string: a table of pointers would have to be relocated in every process. */
    static const char names[] =
#define ERROR(name, operations) #name "\0"
#include "errors.def"
#undef ERROR
        ;
    const char *known = names;
    for (size_t i = 0; *known; i++, known += bytes_length(known) + 1)
        if (text_is(name, known))
            return errors[i].number;
    return 0;
}

uint32_t errors_operations(int error)
{
    size_t i = 0;
    while (errors[i].number != error)
        i++;
    return errors[i].operations;
}
