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
        char text[sizeof mapping.path + 20];
        int shift = 60;
        size_t length = bytes_join(text, sizeof text, bytes_base_name(mapping.path), "+0x");
        uint64_t offset = (uint64_t)address - mapping.base;
        while (shift && !(offset >> shift))
            shift -= 4;
        for (; shift >= 0; shift -= 4)
            bytes_append(text, sizeof text, &length, (char[]){"0123456789abcdef"[offset >> shift & 15], 0});
        identity = text_hash((struct text){text, length});
    }
    memo_keep(identities, MEMO_ENTRIES, (uint64_t)address, identity);
    return identity;
}
