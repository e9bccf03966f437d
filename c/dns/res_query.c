#include "entry.h"

/* 0, or -1 after a failure; the name is the one to ask for then. */
static int begin(struct query *query, struct call call, const char **name)
{
    int error = query_host(query, call, *name);
    if (error || !library_has(call.symbol)) {
        fail_host(error ? error : EAI_FAIL, &h_errno);
        return -1;
    }
    if (query->fault.damages && !text_is(query->fault.damage[0].argument, *name)) {
        *name = query->fault.damage[0].argument.start;
        damage_record(&query->fault, &query->fault.damage[0], 0);
    }
    return 0;
}

static int query_as(struct call call, const char *name, int class, int type, unsigned char *answer, int size)
{
    struct query query;
    if (begin(&query, call, &name))
        return -1;
    return NEXT(res_query, call)(name, class, type, answer, size);
}

static int nquery_as(struct call call, struct __res_state *state, const char *name, int class, int type,
                     unsigned char *answer, int size)
{
    struct query query;
    if (begin(&query, call, &name)) {
        state->res_h_errno = h_errno;
        return -1;
    }
    return NEXT(res_nquery, call)(state, name, class, type, answer, size);
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
