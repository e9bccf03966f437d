#include "policy.h"

#include "bytes.h"

struct policy policy_always(void)
{
    struct policy policy;
    memset(&policy, 0, sizeof policy);
    policy.probability = PROBABILITY_ONE;
    return policy;
}

static bool positive(struct text text, uint64_t *number)
{
    return text_number(text, number) && *number > 0;
}

static bool read_nth(struct text value, struct policy *policy)
{
    policy->nth = value;
    uint64_t number;
    do
        if (!positive(text_take(&value, '|'), &number))
            return false;
    while (value.length);
    return policy->nth.start[policy->nth.length - 1] != '|';
}

static bool read_id(struct text value, struct policy *policy)
{
    policy->id = value;
    for (size_t i = 0; i < value.length; i++) {
        char byte = value.start[i];
        bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        if (!letter && !(byte >= '0' && byte <= '9') && byte != '.' && byte != '_' && byte != '-')
            return false;
    }
    return value.length > 0 && value.length <= 64;
}

/* TERM(name, what it wants) */
#define TERMS                                                                                                          \
    TERM(p, "p wants a probability from 0.0 to 1.0")                                                                   \
    TERM(after, "after wants a number of calls")                                                                       \
    TERM(every, "every wants a number of calls, at least 1")                                                           \
    TERM(nth, "nth wants numbers from 1 between bars, as in nth=1|5")                                                  \
    TERM(times, "times wants a number, at least 1")                                                                    \
    TERM(budget, "budget wants a number, at least 1")                                                                  \
    TERM(from, "from wants a duration, as in from=250ms")                                                              \
    TERM(until, "until wants a duration above 0, as in until=1.5s")                                                    \
    TERM(exe, "exe wants a pattern of the executable's base name")                                                     \
    TERM(site, "site wants 1 to 16 hexadecimal digits")                                                                \
    TERM(id, "id wants 1 to 64 letters, digits, dots, dashes or underscores")

#define TERM(name, expected) TERM_##name,
enum term { TERMS };
#undef TERM

/* One string: pointers would have to be relocated in every process. */
#define TERM(name, expected) #name "\0" expected "\0"
static const char terms[] = TERMS;
#undef TERM

static bool read_value(enum term term, struct text value, struct policy *policy)
{
    switch (term) {
    case TERM_p:
        return text_probability(value, &policy->probability);
    case TERM_after:
        return text_number(value, &policy->after);
    case TERM_every:
        return positive(value, &policy->every);
    case TERM_nth:
        return read_nth(value, policy);
    case TERM_times:
        return positive(value, &policy->times);
    case TERM_budget:
        return positive(value, &policy->budget);
    case TERM_from:
        return text_duration(value, &policy->from);
    case TERM_until:
        return text_duration(value, &policy->until) && policy->until > 0;
    case TERM_exe:
        policy->exe = value;
        return value.length > 0;
    case TERM_site:
        return text_hexadecimal(value, &policy->site) && policy->site > 0;
    case TERM_id:
        break;
    }
    return read_id(value, policy);
}

static const char *read_term(struct text term, struct policy *policy, unsigned *seen)
{
    struct text value = term;
    struct text name = text_take(&value, '=');
    const char *known = terms;
    for (unsigned i = 0; *known; i++) {
        const char *expected = known + bytes_length(known) + 1;
        if (text_is(name, known)) {
            if (*seen >> i & 1)
                return "this term is given twice";
            *seen |= 1u << i;
            return read_value((enum term)i, value, policy) ? NULL : expected;
        }
        known = expected + bytes_length(expected) + 1;
    }
    return "unknown term: there are p after every nth times budget from until exe site id";
}

const char *policy_parse(struct text text, struct policy *policy, struct text *where)
{
    *policy = policy_always();
    *where = text;
    if (text_probability(text, &policy->probability))
        return NULL;
    if (text.length && (text.start[0] == '.' || (text.start[0] >= '0' && text.start[0] <= '9')))
        return "a probability is from 0.0 to 1.0";
    unsigned seen = 0;
    if (text.length && text.start[text.length - 1] == ',')
        return "a term is missing after the last comma";
    do {
        *where = text_take(&text, ',');
        const char *wrong = read_term(*where, policy, &seen);
        if (wrong)
            return wrong;
    } while (text.length);
    if (policy->until && policy->from >= policy->until)
        return "from has to be before until";
    return NULL;
}

bool policy_nth_has(struct text nth, uint64_t number)
{
    uint64_t listed = 0;
    while (nth.length)
        if (text_number(text_take(&nth, '|'), &listed) && listed == number)
            return true;
    return false;
}
