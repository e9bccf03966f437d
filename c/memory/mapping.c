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
static int64_t note(const void *address, uint64_t length)
{
    uint64_t bytes = whole_pages(length);
    return ranges_add((uint64_t)address, (uint64_t)address + bytes) ? (int64_t)bytes : 0;
}

static int64_t forget(const void *address, uint64_t length)
{
    return (int64_t)ranges_remove((uint64_t)address, (uint64_t)address + whole_pages(length));
}

static int take(const struct fault *fault, uint64_t length)
{
    const struct strike *limit = damage_of(fault, EFFECT_LIMIT);
    if (!limit) {
        account_add(&account, (int64_t)whole_pages(length));
        return 0;
    }
    if (account_take(&account, whole_pages(length), limit->value))
        return 0;
    damage_record(fault, limit, (int64_t)length);
    return ENOMEM;
}

/* Of a mapping that was let through: what it replaced is gone, and what was taken for an unknown one is given back. */
static void *mapped(void *address, size_t length, int flags)
{
    int64_t change = flags & MAP_ANONYMOUS ? -(int64_t)whole_pages(length) : 0;
    if (address != MAP_FAILED) {
        if (flags & MAP_FIXED)
            change -= forget(address, length);
        if (flags & MAP_ANONYMOUS)
            change += note(address, length);
    }
    account_add(&account, change);
    return address;
}

/* The call stands last, so that the others are where the next definition wants them. */
static COLD void *mmap_slow(void *address, size_t length, int protection, int flags, int fd, off_t offset,
                            struct call call)
{
    struct fault fault;
    bool anonymous = flags & MAP_ANONYMOUS;
    if (named_fault(&fault, &memory_names, call, call.symbol, anonymous ? KIND_ANON : KIND_FILE))
        return fail_mapping(fault.error);
    if (damage_of(&fault, EFFECT_LIMIT) && account_begin(&account))
        ranges_remove(0, UINT64_MAX);
    bool kept = account_kept(&account);
    int error = kept && anonymous ? take(&fault, length) : 0;
    if (error)
        return fail_mapping(error);
    void *result = NEXT(mmap, call)(address, length, protection, flags, fd, offset);
    return kept ? mapped(result, length, flags) : result;
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

static COLD void *mremap_kept(void *old, size_t old_length, size_t length, int flags, void *address)
{
    int64_t moved = forget(old, old_length), change = -moved;
    void *result = real.mremap(old, old_length, length, flags, address);
    bool stays = result == MAP_FAILED || flags & MREMAP_DONTUNMAP;
    if (moved && stays)
        change += note(old, (uint64_t)moved);
    if (result != MAP_FAILED && flags & MREMAP_FIXED)
        change -= forget(result, length);
    if (moved && result != MAP_FAILED)
        change += note(result, length);
    account_add(&account, change);
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
    if (account_kept(&account))
        return mremap_kept(old, old_length, length, flags, address);
    return real.mremap(old, old_length, length, flags, address);
}

/* Forgotten before, since another thread may map the same addresses as soon as they are free. What a rule makes fail
 * stays mapped. */
static COLD int munmap_slow(void *address, size_t length, struct call call)
{
    int error = memory_error(call);
    if (error)
        return fail(error);
    if (!account_kept(&account))
        return real.munmap(address, length);
    int64_t change = -forget(address, length);
    int result = real.munmap(address, length);
    if (change && result)
        change += note(address, (uint64_t)-change);
    account_add(&account, change);
    return result;
}

EXPORT int munmap(void *address, size_t length)
{
    if (library_idle(OPERATION_munmap))
        return real.munmap(address, length);
    return munmap_slow(address, length, CALL(munmap));
}
