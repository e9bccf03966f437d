#include "heap.h"

#include "account.h"

THREAD_LOCAL unsigned heap_inside;

static struct account account;
/* The allocator's own; NULL where it has none, or not all blocks that are freed are seen: then no account is kept. */
static size_t (*usable_size)(void *block);

void heap_start(void)
{
    if (!object_before("free"))
        *(void **)&usable_size = object_beside("malloc", "malloc_usable_size");
}

static size_t size_of(void *block)
{
    return block ? usable_size(block) : 0;
}

static COLD int decide(struct request *request, struct call call, void *old, size_t size)
{
    struct fault fault;
    if (named_fault(&fault, &memory_names, call, call.symbol, NAMES_NO_KIND))
        return fault.error;
    struct strike *limit = damage_of(&fault, EFFECT_LIMIT);
    if (limit && usable_size)
        account_begin(&account);
    request->rules = account_kept(&account);
    if (!request->rules)
        return 0;
    request->before = size_of(old);
    request->after = size ? request->before : 0;
    request->taken = size > request->before ? size - request->before : 0;
    if (!limit) {
        account_add(&account, request->rules, (int64_t)request->taken);
        return 0;
    }
    bool fits = account_take(&account, request->rules, request->taken, limit->value);
    if (!fits)
        damage_record(&fault, limit, (int64_t)size);
    damage_spare(&fault);
    return fits ? 0 : ENOMEM;
}

int heap_request(struct request *request, struct call call, void *old, size_t size)
{
    request->rules = 0;
    int error = heap_passes() ? 0 : decide(request, call, old, size);
    heap_inside += !error;
    return error;
}

void *heap_served(const struct request *request, void *block)
{
    heap_inside--;
    if (request->rules) {
        size_t now = block ? size_of(block) : request->after;
        account_add(&account, request->rules, (int64_t)(now - request->before - request->taken));
    }
    return block;
}

void heap_freed(void *block)
{
    library_ready();
    uint32_t rules = heap_inside ? 0 : account_kept(&account);
    if (rules)
        account_add(&account, rules, -(int64_t)size_of(block));
}
