#include "errors.h"

#include <netdb.h>

#include "operations.h"

static const struct {
    signed char number;
    uint16_t operations;
} errors[] = {
#define ERROR(name, operations) {name, operations},
#include "errors.def"
#undef ERROR
    {0, 0}};

int errors_number(struct text name)
{
    static const char names[] =
#define ERROR(name, operations) #name "\0"
#include "errors.def"
#undef ERROR
        ;
    return errors[text_find(names, name)].number;
}

uint32_t errors_operations(int error)
{
    size_t i = 0;
    while (errors[i].number != error)
        i++;
    return errors[i].operations;
}
