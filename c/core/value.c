#include "value.h"

#include "signals.h"

static const char *read_errno(const struct grammar_table *table, struct text name, struct rule *rule)
{
    rule->error = table->error_number(name);
    return rule->error ? NULL : "unknown errno";
}

static bool read_signed_duration(struct text value, uint64_t *nanoseconds)
{
    bool negative = value.length && *value.start == '-', positive = value.length && *value.start == '+';
    value.start += negative || positive;
    value.length -= negative || positive;
    if (!text_duration(value, nanoseconds))
        return false;
    *nanoseconds = negative ? 0 - *nanoseconds : *nanoseconds;
    return true;
}

static bool read_speed(struct text value, uint64_t *bytes)
{
    struct text second;
    return text_take_last(&value, '/', &second) && text_is(second, "s") && text_size(value, bytes) && *bytes;
}

static bool read_factor(struct text value, uint64_t *factor)
{
    double number;
    if (!text_decimal(value, &number) || number < 0.001 || number > 1000)
        return false;
    *factor = (uint64_t)(number * (double)VALUE_FACTOR_ONE + 0.5);
    return true;
}

const char *value_read(const struct grammar_table *table, enum value_kind kind, struct text value, struct rule *rule,
                       struct text *where)
{
    *where = value;
    switch (kind) {
    case VALUE_NOTHING:
        return "this effect takes no value but a probability";
    case VALUE_ERRNO:
        return read_errno(table, value, rule);
    case VALUE_ERRNO_COUNT:
        *where = text_trim(text_take(&value, ','));
        return text_number(text_trim(value), &rule->value) ? read_errno(table, *where, rule)
                                                           : "expected an errno and a number of calls, as in EIO,3";
    case VALUE_DURATION:
        return delay_parse(value, &rule->delay);
    case VALUE_SIGNED_DURATION:
        return read_signed_duration(value, &rule->value) ? NULL : "expected a duration, as in -250ms";
    case VALUE_SIGNAL:
        rule->error = signals_number(value);
        return rule->error ? NULL : "unknown signal: expected a name, as in SIGKILL";
    case VALUE_SIZE:
        return text_size(value, &rule->value) ? NULL : "expected a number, or a size as in 64KiB";
    case VALUE_SPEED:
        return read_speed(value, &rule->value) ? NULL : "expected a speed, as in 5MiB/s";
    case VALUE_FACTOR:
        return read_factor(value, &rule->value) ? NULL : "expected a factor from 0.001 to 1000, as in 0.5";
    case VALUE_ARGUMENT:
    case VALUE_ADDRESSES:
        break;
    }
    rule->argument = value;
    return table->argument(rule);
}
