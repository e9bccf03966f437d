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

static bool read_probability(struct text value, struct policy *policy)
{
    return text_probability(value, &policy->probability);
}

static bool read_after(struct text value, struct policy *policy)
{
    return text_number(value, &policy->after);
}

static bool read_every(struct text value, struct policy *policy)
{
    return positive(value, &policy->every);
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

static bool read_times(struct text value, struct policy *policy)
{
    return positive(value, &policy->times);
}

static bool read_budget(struct text value, struct policy *policy)
{
    return positive(value, &policy->budget);
}

static bool read_from(struct text value, struct policy *policy)
{
    return text_duration(value, &policy->from);
}

static bool read_until(struct text value, struct policy *policy)
{
    return text_duration(value, &policy->until) && policy->until > 0;
}

static bool read_exe(struct text value, struct policy *policy)
{
    policy->exe = value;
    return value.length > 0;
}

static bool read_site(struct text value, struct policy *policy)
{
    return text_hexadecimal(value, &policy->site) && policy->site > 0;
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

static const struct {
    char name[8];
    char expected[72];
    bool (*read)(struct text value, struct policy *policy);
} terms[] = {
    {"p", "p wants a probability from 0.0 to 1.0", read_probability},
    {"after", "after wants a number of calls", read_after},
    {"every", "every wants a number of calls, at least 1", read_every},
    {"nth", "nth wants numbers from 1 between bars, as in nth=1|5", read_nth},
    {"times", "times wants a number, at least 1", read_times},
    {"budget", "budget wants a number, at least 1", read_budget},
    {"from", "from wants a duration, as in from=250ms", read_from},
    {"until", "until wants a duration above 0, as in until=1.5s", read_until},
    {"exe", "exe wants a pattern of the executable's base name", read_exe},
    {"site", "site wants 1 to 16 hexadecimal digits", read_site},
    {"id", "id wants 1 to 64 letters, digits, dots, dashes or underscores", read_id},
};

static const char *read_term(struct text term, struct policy *policy, unsigned *seen)
{
    struct text value = term;
    struct text name = text_take(&value, '=');
    for (unsigned i = 0; i < sizeof terms / sizeof *terms; i++)
        if (text_is(name, terms[i].name)) {
            if (*seen >> i & 1)
                return "this term is given twice";
            *seen |= 1u << i;
            return terms[i].read(value, policy) ? NULL : terms[i].expected;
        }
    return "unknown term: after the @ goes a probability, or p after every nth times budget from until exe site id";
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
