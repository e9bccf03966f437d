#include "policy.h"

#include "attributes.h"
#include "bytes.h"

void policy_always(struct policy *policy)
{
    memset(policy, 0, sizeof *policy);
    policy->probability = PROBABILITY_ONE;
}

static bool is_nth(struct text value)
{
    uint64_t number = 0;
    char last = value.length ? value.start[value.length - 1] : 0;
    do
        if (!text_number(text_take(&value, '|'), &number) || !number)
            return false;
    while (value.length);
    return last != '|';
}

static bool is_id(struct text value)
{
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
    TERM(p, "wants a probability from 0.0 to 1.0")                                                                     \
    TERM(after, "wants a number of calls")                                                                             \
    TERM(from, "wants a duration, as in from=250ms")                                                                   \
    TERM(until, "wants a duration above 0, as in until=1.5s")                                                          \
    TERM(site, "wants 1 to 16 hexadecimal digits")                                                                     \
    TERM(every, "wants a number from 1")                                                                               \
    TERM(times, "wants a number from 1")                                                                               \
    TERM(budget, "wants a number from 1")                                                                              \
    TERM(nth, "wants numbers from 1, as in nth=1|5")                                                                   \
    TERM(exe, "wants a pattern of the executable's name")                                                              \
    TERM(id, "wants 1 to 64 letters, digits, . - or _")

#define TERM(name, expected) TERM_##name,
enum term { TERMS };
#undef TERM

/* One string: pointers would have to be relocated in every process. */
#define TERM(name, expected) #name " " expected "\0"
static const char terms[] = TERMS;
#undef TERM

/* Terms up to this one may be 0. */
#define LAST_OF_ANY TERM_from

static bool read_value(enum term term, struct text value, struct policy *policy)
{
    static const unsigned char numbers[] = {offsetof(struct policy, probability), offsetof(struct policy, after),
                                            offsetof(struct policy, from),        offsetof(struct policy, until),
                                            offsetof(struct policy, site),        offsetof(struct policy, every),
                                            offsetof(struct policy, times),       offsetof(struct policy, budget)};
    uint64_t *number = term < LENGTH(numbers) ? (void *)((char *)policy + numbers[term]) : NULL;
    bool read;
    switch (term) {
    case TERM_p:
        return text_probability(value, number);
    case TERM_from:
    case TERM_until:
        read = text_duration(value, number);
        break;
    case TERM_site:
        read = text_hexadecimal(value, number);
        break;
    case TERM_nth:
        policy->nth = value;
        return is_nth(value);
    case TERM_exe:
        policy->exe = value;
        return value.length > 0;
    case TERM_id:
        policy->id = value;
        return is_id(value);
    default:
        read = text_number(value, number);
    }
    return read && (*number > 0 || term <= LAST_OF_ANY);
}

static const char *read_term(struct text term, struct policy *policy, unsigned *seen)
{
    struct text value = term;
    struct text name = text_take(&value, '=');
    unsigned number = text_find(terms, name);
    const char *expected = text_nth(terms, number);
    if (!*expected)
        return "unknown term: there are p after every nth times budget from until exe site id";
    if (*seen >> number & 1)
        return "this term is given twice";
    *seen |= 1u << number;
    return read_value((enum term)number, value, policy) ? NULL : expected;
}

const char *policy_parse(struct text text, struct policy *policy, struct text *where)
{
    policy_always(policy);
    *where = text;
    if (text_probability(text, &policy->probability))
        return NULL;
    if (text.length && (text.start[0] == '.' || (text.start[0] >= '0' && text.start[0] <= '9')))
        return "a probability is from 0.0 to 1.0";
    unsigned seen = 0;
    if (text.length && text.start[text.length - 1] == ',')
        return "no term follows the last comma";
    do {
        *where = text_trim(text_take(&text, ','));
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
