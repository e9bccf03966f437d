/* A call that the program makes: what, under which name, and from where. */
#ifndef CHAOS_CALL_H
#define CHAOS_CALL_H

#include <stdint.h>

struct call {
    uint16_t operation;
    uint16_t symbol;
    int never;        /* an errno that the function does not have, 0 where none is excluded */
    const void *site; /* return address */
};

#endif
