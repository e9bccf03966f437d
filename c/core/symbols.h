/* Of a library's two tables, included by its entry.h with SYMBOLS_DEF and OPERATIONS_DEF naming them: numbers for
 * operations and symbols, the next definitions, and how an entry says which call it is. */
#ifndef CHAOS_SYMBOLS_H
#define CHAOS_SYMBOLS_H

#include "call.h"
#include "thread.h"

enum {
#define OPERATION(name, effects) OPERATION_##name,
#include OPERATIONS_DEF
#undef OPERATION
    OPERATIONS,
    OPERATION_NONE = OPERATIONS
};
typedef char lanes_have_room_for_all_operations[OPERATIONS <= THREAD_OPERATIONS ? 1 : -1];

enum {
#define SYMBOL(name, operation, plain) SYMBOL_##name,
#include SYMBOLS_DEF
#undef SYMBOL
    SYMBOLS
};

enum {
#define SYMBOL(name, operation, plain) OPERATION_OF_##name = OPERATION_##operation,
#include SYMBOLS_DEF
#undef SYMBOL
};

/* The next definitions of all symbols. Good from the first decision on, whoever makes it. */
struct real {
#define SYMBOL(name, operation, plain) __typeof__(name) *name;
#include SYMBOLS_DEF
#undef SYMBOL
};
extern struct real real __attribute__((visibility("hidden")));

/* What an alias hands to the body that it shares with others, and the call that the body makes of it: after a tail call
 * the return address is the caller's. */
#define NAME(name) ((unsigned)OPERATION_OF_##name | (unsigned)SYMBOL_##name << 16)
#define CALLED(name) CALLED_NEVER(name, 0)
#define CALL(name) CALLED(NAME(name))
/* Of a function that does not have that errno, so that callers are right not to expect it. */
#define CALLED_NEVER(name, error)                                                                                      \
    ((struct call){(uint16_t)(name), (uint16_t)((name) >> 16), error, __builtin_return_address(0)})
#define CALL_NEVER(name, error) CALLED_NEVER(NAME(name), error)

/* The next definition of the name that was called, where names of one signature share a body. */
#define NEXT(signature, call) ((__typeof__(signature) *)((uintptr_t *)&real)[(call).symbol])

#endif
