#include "grammar.h"

#include "bytes.h"
#include "value.h"

struct reader {
    const struct grammar_table *table;
    uint32_t possible; /* the effects that the library has */
    struct rule *rule;
    const char *reason;
    const char *where;
};

static bool refuse(struct reader *reader, struct text where, const char *reason)
{
    reader->reason = reason;
    reader->where = where.start;
    return false;
}

static const char effects[] =
#define EFFECT(name, value) #name "\0"
#include "effects.def"
#undef EFFECT
    ;

static const unsigned char kinds[] = {
#define EFFECT(name, value) VALUE_##value,
#include "effects.def"
#undef EFFECT
};

static uint32_t effects_of(const struct grammar_table *table)
{
    uint32_t possible = 0;
    for (unsigned i = 0; i < table->operation_count; i++)
        possible |= table->effects[i];
    return possible;
}

static bool find_effect(const struct reader *reader, struct text name)
{
    unsigned effect = text_find(effects, name);
    bool possible = reader->possible >> effect & 1;
    if (possible)
        reader->rule->effect = (enum effect)effect;
    return possible;
}

static enum value_kind kind_of(const struct rule *rule)
{
    return (enum value_kind)kinds[rule->effect];
}

/* What is behind the last separator, without the blanks around it. */
static bool take_field(struct text *rest, char separator, struct text *field)
{
    bool taken = text_take_last(rest, separator, field);
    *rest = text_trim(*rest);
    if (taken)
        *field = text_trim(*field);
    return taken;
}

/* An effect whose value contains colons is found from the left. */
static bool split_at_addresses(const struct reader *reader, struct text *rest, struct text *value)
{
    struct text behind = *rest;
    while (behind.length) {
        struct text before = {rest->start, (size_t)(behind.start - rest->start)};
        struct text name = text_trim(text_take(&behind, ':'));
        if (behind.length && before.length && find_effect(reader, name) && kind_of(reader->rule) == VALUE_ADDRESSES) {
            before.length--;
            *rest = text_trim(before);
            *value = text_trim(behind);
            return true;
        }
    }
    return false;
}

unsigned grammar_operation(const struct grammar_table *table, struct text name)
{
    return text_find(table->operations, name);
}

static bool takes_value(const struct reader *reader)
{
    return kind_of(reader->rule) != VALUE_NOTHING;
}

static bool read_value(struct reader *reader, struct text value)
{
    struct text where;
    struct rule *rule = reader->rule;
    const char *wrong = value_read(reader->table, kind_of(rule), value, rule, &where);
    return !wrong || refuse(reader, where, wrong);
}

static bool begins_with_digit(struct text text)
{
    return text.length && *text.start >= '0' && *text.start <= '9';
}

/* An errno without ERRNO before it has to be a name. */
static bool read_error(struct reader *reader, struct text name)
{
    struct rule *rule = reader->rule;
    rule->effect = EFFECT_ERRNO;
    rule->error = begins_with_digit(name) ? 0 : reader->table->error_number(name);
    return rule->error || refuse(reader, name, "unknown effect or errno");
}

/* Effect, value and probability off the end of the line, in the three forms that mean the same. */
static bool read_effect(struct reader *reader, struct text *rest, bool *probable)
{
    struct rule *rule = reader->rule;
    struct text one, two, three, before_two, before_three;
    uint64_t *probability = &rule->policy.probability;
    uint64_t threshold;
    *probable = false;
    if (split_at_addresses(reader, rest, &one))
        return read_value(reader, one);
    if (!take_field(rest, ':', &one))
        return refuse(reader, *rest, "expected selector:effect or selector:operation:effect");
    *probable = text_probability(one, &threshold);
    before_two = *rest;
    bool has_two = take_field(&before_two, ':', &two);
    before_three = before_two;
    bool has_three = has_two && take_field(&before_three, ':', &three);

    if (*probable && has_three && find_effect(reader, three) && takes_value(reader)) {
        *rest = before_three;
        *probability = threshold;
        return read_value(reader, two);
    }
    if (has_two && find_effect(reader, two)) {
        *rest = before_two;
        if (!*probable || takes_value(reader)) {
            *probable = false;
            return read_value(reader, one);
        }
        *probability = threshold;
        return true;
    }
    if (*probable && has_two) {
        *rest = before_two;
        *probability = threshold;
        return read_error(reader, two);
    }
    if (find_effect(reader, one))
        return !takes_value(reader) || refuse(reader, one, "this effect needs a value");
    if (has_two && begins_with_digit(one))
        return ((has_three && find_effect(reader, three)) || read_error(reader, two)) &&
               refuse(reader, one, "a probability is from 0.0 to 1.0");
    return read_error(reader, one);
}

static bool read_operation(struct reader *reader, struct text *rest)
{
    const struct grammar_table *table = reader->table;
    struct rule *rule = reader->rule;
    struct text before = *rest, name;
    unsigned operation;
    if (take_field(&before, ':', &name)) {
        operation = grammar_operation(table, name);
        if (operation < table->operation_count) {
            *rest = before;
            rule->operations = 1u << operation;
            return (table->effects[operation] >> rule->effect & 1) ||
                   refuse(reader, name, "no such effect or operation: see chaos grammar");
        }
        if (text_is(before, "*") ||
            (!text_has(name, '/') &&
             (text_similar(table->operations, name) || *text_nth(table->symbols, text_find(table->symbols, name)))))
            return refuse(reader, name, "unknown operation");
    }
    rule->operations = 0;
    for (operation = 0; operation < table->operation_count; operation++)
        rule->operations |= (table->effects[operation] >> rule->effect & 1) << operation;
    return true;
}

/* The part behind the last @ is a policy unless a colon or a slash says that the @ belongs to the selector. */
static bool read_policy(struct reader *reader, struct text *rest, bool *present)
{
    struct policy *policy = &reader->rule->policy;
    struct text before = *rest, text, where;
    policy_always(policy);
    *present = take_field(&before, '@', &text) && !text_has(text, ':') && !text_has(text, '/');
    if (!*present)
        return true;
    *rest = before;
    const char *wrong = policy_parse(text, policy, &where);
    return wrong ? refuse(reader, where, wrong) : true;
}

static uint64_t rule_key(const struct reader *reader)
{
    if (reader->rule->policy.id.length)
        return text_hash(reader->rule->policy.id);
    char name[48], line[BYTES_NUMBER];
    bytes_join(name, sizeof name, reader->table->library, ":", bytes_number(reader->rule->line, line));
    return text_hash(text_of(name));
}

static bool read_line(struct reader *reader, struct text line)
{
    struct rule *rule = reader->rule;
    bool policy, probable;
    rule->error = 0;
    rule->value = 0;
    rule->rank = 0;
    rule->argument = (struct text){NULL, 0};
    if (text_has(line, 0))
        return refuse(reader, line, "a rule has no zero bytes");
    if (!read_policy(reader, &line, &policy))
        return false;
    uint64_t declared = rule->policy.probability;
    if (!read_effect(reader, &line, &probable) || !read_operation(reader, &line))
        return false;
    if (probable && policy && declared != PROBABILITY_ONE)
        return refuse(reader, line, "p is given twice");
    rule->selector = line;
    rule->key = rule_key(reader);
    if (!rule->key)
        rule->key = 1;
    const char *wrong = reader->table->selector(rule);
    if (wrong)
        return refuse(reader, line, wrong);
    if (!rule->operations)
        return refuse(reader, line, "no such effect or operation: see chaos grammar");
    return true;
}

/* What is before a comment: a # at the begin of the line or behind a blank. */
static struct text before_comment(struct text line)
{
    for (size_t i = 0; i < line.length; i++)
        if (line.start[i] == '#' && (i == 0 || line.start[i - 1] == ' ' || line.start[i - 1] == '\t'))
            line.length = i;
    return text_trim(line);
}

/* A # that follows something else is a part of the rule where that makes one, else it begins a comment as well. */
static bool read_commented(struct reader *reader, struct text line)
{
    if (read_line(reader, line))
        return true;
    struct reader shorter = *reader;
    return read_line(&shorter, text_trim(text_take(&line, '#')));
}

size_t grammar_lines(struct text text)
{
    size_t lines = 0;
    while (text.length) {
        text_take(&text, '\n');
        lines++;
    }
    return lines;
}

long grammar_read(const struct grammar_table *table, struct text text, struct rule *rules,
                  struct grammar_mistake *mistake)
{
    long count = 0;
    uint32_t possible = effects_of(table);
    for (uint32_t number = 1; text.length; number++) {
        struct text whole = text_take(&text, '\n');
        struct text line = before_comment(whole);
        if (!line.length)
            continue;
        struct reader reader = {table, possible, &rules[count], NULL, NULL};
        rules[count].line = number;
        if (!read_commented(&reader, line)) {
            *mistake = (struct grammar_mistake){number, (uint32_t)(reader.where - whole.start) + 1, reader.reason};
            return -1;
        }
        count++;
    }
    return count;
}
