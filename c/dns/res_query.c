#include "entry.h"

/* The functions that are given a state tell what went wrong there as well. */
static BODY int ruled(struct call call, struct __res_state *state, const char *name, int class, int type,
                      unsigned char *answer, int size)
{
    struct query query;
    int error = query_host(&query.fault, query.arguments, call, name);
    if (error || !library_has(call.symbol)) {
        fail_host(error ? error : EAI_FAIL, &h_errno);
        if (state)
            state->res_h_errno = h_errno;
        return -1;
    }
    if (!query.fault.damages || text_is(query.fault.damage[0].argument, name)) {
        damage_spare(&query.fault);
        return QUERY_LEFT;
    }
    damage_record(&query.fault, &query.fault.damage[0], 0);
    name = query.fault.damage[0].argument.start;
    return state ? NEXT(res_nquery, call)(state, name, class, type, answer, size)
                 : NEXT(res_query, call)(name, class, type, answer, size);
}

static bool passes(struct call call)
{
    return query_passes(call.operation) && library_has(call.symbol);
}

static int query_as(struct call call, const char *name, int class, int type, unsigned char *answer, int size)
{
    int result = passes(call) ? QUERY_LEFT : ruled(call, NULL, name, class, type, answer, size);
    return result == QUERY_LEFT ? NEXT(res_query, call)(name, class, type, answer, size) : result;
}

static int nquery_as(struct call call, struct __res_state *state, const char *name, int class, int type,
                     unsigned char *answer, int size)
{
    int result = passes(call) ? QUERY_LEFT : ruled(call, state, name, class, type, answer, size);
    return result == QUERY_LEFT ? NEXT(res_nquery, call)(state, name, class, type, answer, size) : result;
}

EXPORT int res_query(const char *name, int class, int type, unsigned char *answer, int size)
{
    return query_as(CALL(res_query), name, class, type, answer, size);
}

EXPORT int res_search(const char *name, int class, int type, unsigned char *answer, int size)
{
    return query_as(CALL(res_search), name, class, type, answer, size);
}

EXPORT int __res_query(const char *name, int class, int type, unsigned char *answer, int size)
{
    return query_as(CALL(__res_query), name, class, type, answer, size);
}

EXPORT int __res_search(const char *name, int class, int type, unsigned char *answer, int size)
{
    return query_as(CALL(__res_search), name, class, type, answer, size);
}

EXPORT int res_nquery(struct __res_state *state, const char *name, int class, int type, unsigned char *answer, int size)
{
    return nquery_as(CALL(res_nquery), state, name, class, type, answer, size);
}

EXPORT int res_nsearch(struct __res_state *state, const char *name, int class, int type, unsigned char *answer,
                       int size)
{
    return nquery_as(CALL(res_nsearch), state, name, class, type, answer, size);
}

EXPORT int __res_nquery(struct __res_state *state, const char *name, int class, int type, unsigned char *answer,
                        int size)
{
    return nquery_as(CALL(__res_nquery), state, name, class, type, answer, size);
}

EXPORT int __res_nsearch(struct __res_state *state, const char *name, int class, int type, unsigned char *answer,
                         int size)
{
    return nquery_as(CALL(__res_nsearch), state, name, class, type, answer, size);
}
