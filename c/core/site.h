/* Call sites: which module a return address lies in, and where in it. */
#ifndef CHAOS_SITE_H
#define CHAOS_SITE_H

#include <stdint.h>

struct site {
    uint32_t module; /* telemetry string reference */
    uint64_t offset;
};

struct site site_of(const void *address);
/* What `site=` names: FNV-1a of the module's base name, `+0x` and the offset in hexadecimal. */
uint64_t site_identity(const void *address);

#endif
