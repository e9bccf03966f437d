#include "site.h"

#include "bytes.h"
#include "maps.h"
#include "memo.h"
#include "record.h"

static MEMO(sites, MEMO_ENTRIES);
static MEMO(identities, MEMO_ENTRIES);

struct site site_of(const void *address)
{
    struct mapping mapping;
    uint64_t packed;
    struct site site = {0, 0};
    if (memo_find(sites, MEMO_ENTRIES, (uint64_t)address, &packed))
        return (struct site){(uint32_t)(packed >> 32), packed & UINT32_MAX};
    if (!maps_find(address, &mapping) || !mapping.path[0])
        return site;
    site.module = record_string(text_of(mapping.path));
    site.offset = (uint64_t)address - mapping.base;
    if (site.module && site.offset <= UINT32_MAX)
        memo_keep(sites, MEMO_ENTRIES, (uint64_t)address, (uint64_t)site.module << 32 | site.offset);
    return site;
}

uint64_t site_identity(const void *address)
{
    struct mapping mapping;
    uint64_t identity = 0;
    if (memo_find(identities, MEMO_ENTRIES, (uint64_t)address, &identity))
        return identity;
    if (maps_find(address, &mapping) && mapping.path[0]) {
        char digits[BYTES_NUMBER], text[256 + BYTES_NUMBER];
        const char *offset = bytes_hexadecimal((uint64_t)address - mapping.base, digits);
        bytes_join(text, sizeof text, bytes_base_name(mapping.path), "+0x", offset);
        identity = text_hash(text_of(text));
    }
    memo_keep(identities, MEMO_ENTRIES, (uint64_t)address, identity);
    return identity;
}
