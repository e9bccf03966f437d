#include <stdarg.h>

#include "../core/pages.h"
#include "account.h"
#include "entry.h"
#include "ranges.h"

#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif

/* Of anonymous memory. */
static struct account account;

static COLD void *fail_mapping(int error)
{
    fail(error);
    return MAP_FAILED;
}

static uint64_t whole_pages(uint64_t length)
{
    uint64_t unit = pages_unit();
    return (length + unit - 1) & ~(unit - 1);
}

/* Each changes what is known, not what is mapped, and returns how many bytes that concerns. */
static int64_t note(uint32_t rules, const void *address, uint64_t length)
{
    uint64_t bytes = whole_pages(length);
    return ranges_add(rules, (uint64_t)address, (uint64_t)address + bytes) ? (int64_t)bytes : 0;
}

static int64_t forget(uint32_t rules, const void *address, uint64_t length)
{
    return (int64_t)ranges_remove(rules, (uint64_t)address, (uint64_t)address + whole_pages(length));
}

/* So much higher, where no program has memory, what a call is about to take away is known meanwhile: another thread may
 * map the same addresses as soon as they are free, and if the call fails, all is as it was. */
#define ASIDE ((uint64_t)1 << 63)

/* No mapping begins within a page. */
static int64_t put_aside(uint32_t rules, const void *address, uint64_t length)
{
    uint64_t start = (uint64_t)address, bytes = whole_pages(length);
    if (start % pages_unit() || start >= ASIDE || bytes > ASIDE - start)
        return 0;
    return (int64_t)ranges_move(rules, start, start + bytes, ASIDE);
}

/* Up to where it was, or higher; nowhere with 0. */
static int64_t bring_back(uint32_t rules, const void *address, uint64_t bytes, uint64_t by)
{
    uint64_t start = (uint64_t)address + ASIDE;
    return (int64_t)ranges_move(rules, start, start + bytes, by);
}

/* Of anonymous memory, by how much more is held with it; what is replaced is held already. */
static int take(struct fault *fault, uint32_t rules, uint64_t length, const void *replaced, uint64_t *taken)
{
    struct strike *limit = damage_of(fault, EFFECT_LIMIT);
    uint64_t bytes = whole_pages(length), start = (uint64_t)replaced;
    *taken = bytes - (replaced ? ranges_held(rules, start, start + bytes) : 0);
    if (!limit) {
        account_add(&account, rules, (int64_t)*taken);
        return 0;
    }
    bool fits = account_take(&account, rules, *taken, limit->value);
    if (!fits)
        damage_record(fault, limit, (int64_t)length);
    damage_spare(fault);
    return fits ? 0 : ENOMEM;
}

/* Of a mapping that was let through: what it replaced is gone, and what was taken for an unknown one is given back. */
static void *mapped(uint32_t rules, void *address, size_t length, int flags, uint64_t taken)
{
    int64_t change = -(int64_t)taken;
    if (address != MAP_FAILED) {
        if (flags & MAP_FIXED)
            change -= forget(rules, address, length);
        if (flags & MAP_ANONYMOUS)
            change += note(rules, address, length);
    }
    account_add(&account, rules, change);
    return address;
}

/* The call stands last, so that the others are where the next definition wants them. */
static COLD void *mmap_slow(void *address, size_t length, int protection, int flags, int fd, off_t offset,
                            struct call call)
{
    struct fault fault;
    bool anonymous = flags & MAP_ANONYMOUS;
    if (named_fault(&fault, &memory_names, call, call.symbol, anonymous ? KIND_anon : KIND_file))
        return fail_mapping(fault.error);
    if (damage_of(&fault, EFFECT_LIMIT))
        account_begin(&account);
    uint32_t rules = account_kept(&account);
    uint64_t taken = 0;
    int error = rules && anonymous ? take(&fault, rules, length, flags & MAP_FIXED ? address : NULL, &taken) : 0;
    if (error)
        return fail_mapping(error);
    void *result = NEXT(mmap, call)(address, length, protection, flags, fd, offset);
    return rules ? mapped(rules, result, length, flags, taken) : result;
}

EXPORT void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    if (library_idle(OPERATION_mmap))
        return real.mmap(address, length, protection, flags, fd, offset);
    return mmap_slow(address, length, protection, flags, fd, offset, CALL(mmap));
}

EXPORT void *mmap64(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    if (library_idle(OPERATION_mmap))
        return real.mmap64(address, length, protection, flags, fd, offset);
    return mmap_slow(address, length, protection, flags, fd, offset, CALL(mmap64));
}

/* What stays where it is as well, as shared memory of which there is a second view then, is not put aside. */
static COLD void *mremap_kept(uint32_t rules, void *old, size_t old_length, size_t length, int flags, void *address)
{
    uint64_t before = flags & MREMAP_DONTUNMAP ? 0 : whole_pages(old_length), after = whole_pages(length);
    int64_t aside = put_aside(rules, old, before), change = -aside;
    bool known = before ? aside != 0 : ranges_held(rules, (uint64_t)old, (uint64_t)old + 1) != 0;
    char *result = real.mremap(old, old_length, length, flags, address);
    if (result == MAP_FAILED) {
        change += bring_back(rules, old, before, ASIDE);
    } else {
        uint64_t moved = before < after ? before : after;
        if (flags & MREMAP_FIXED)
            change -= forget(rules, result, after);
        change += bring_back(rules, old, moved, ASIDE + (uint64_t)result - (uint64_t)old);
        bring_back(rules, (char *)old + moved, before - moved, 0);
        if (known && moved < after)
            change += note(rules, result + moved, after - moved);
    }
    account_add(&account, rules, change);
    return result;
}

EXPORT void *mremap(void *old, size_t old_length, size_t length, int flags, ...)
{
    void *address = NULL;
    if (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) {
        va_list arguments;
        va_start(arguments, flags);
        address = va_arg(arguments, void *);
        va_end(arguments);
    }
    int error = memory_error(CALL(mremap));
    if (error)
        return fail_mapping(error);
    uint32_t rules = account_kept(&account);
    if (rules)
        return mremap_kept(rules, old, old_length, length, flags, address);
    return real.mremap(old, old_length, length, flags, address);
}

/* What a rule makes fail stays mapped. */
static COLD int munmap_slow(void *address, size_t length, struct call call)
{
    int error = memory_error(call);
    if (error)
        return fail(error);
    uint32_t rules = account_kept(&account);
    if (!rules)
        return real.munmap(address, length);
    int64_t aside = put_aside(rules, address, length);
    int result = real.munmap(address, length);
    int64_t back = aside ? bring_back(rules, address, whole_pages(length), result ? ASIDE : 0) : 0;
    account_add(&account, rules, result ? back - aside : -aside);
    return result;
}

EXPORT int munmap(void *address, size_t length)
{
    if (library_idle(OPERATION_munmap))
        return real.munmap(address, length);
    return munmap_slow(address, length, CALL(munmap));
}
