#include "print.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../core/value.h"

struct line {
    char *start;
    size_t size, length;
};

__attribute__((format(printf, 2, 3))) static void put(struct line *line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line->start + line->length, line->size - line->length, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= line->size - line->length)
        abort();
    line->length += (size_t)length;
}

static void put_text(struct line *line, struct text text)
{
    put(line, "%.*s", (int)text.length, text.start);
}

static const struct {
    const char *name;
    enum value_kind value;
} effects[] = {
#define EFFECT(name, value) {#name, VALUE_##value},
#include "../../core/effects.def"
#undef EFFECT
};

static const struct {
    const char *name;
    int number;
} errors[] = {
#define ERRNO(name) {"E" #name, E##name},
#include "../../core/errnos.def"
#undef ERRNO
};

#ifdef RESOLVER_ERRORS
#include <netdb.h>
static const struct {
    const char *name;
    int number;
} resolver_errors[] = {
#define ERROR(name, calls) {#name, name},
#include "../../dns/errors.def"
#undef ERROR
};
#endif

static void put_error(struct line *line, int number)
{
    for (size_t i = 0; number > 0 && i < sizeof errors / sizeof *errors; i++)
        if (errors[i].number == number) {
            put(line, "%s", errors[i].name);
            return;
        }
#ifdef RESOLVER_ERRORS
    for (size_t i = 0; i < sizeof resolver_errors / sizeof *resolver_errors; i++)
        if (resolver_errors[i].number == number) {
            put(line, "%s", resolver_errors[i].name);
            return;
        }
#endif
    put(line, "%d", number);
}

static const char *const signals[] = {
#define SIGNAL(name) "SIG" #name,
#include "../../core/signals.def"
#undef SIGNAL
};

static void put_delay(struct line *line, const struct delay *delay)
{
    static const char *const names[] = {"", "uniform", "normal", "pareto"};
    if (delay->kind == DELAY_FIXED)
        put(line, "%" PRIu64 "ns", delay->first);
    else if (delay->kind == DELAY_PARETO)
        put(line, "pareto(%" PRIu64 "ns,%.15f)", delay->first, delay->second);
    else
        put(line, "%s(%" PRIu64 "ns,%" PRIu64 "ns)", names[delay->kind], delay->first, (uint64_t)delay->second);
}

static void put_value(struct line *line, const struct rule *rule)
{
    int64_t value = (int64_t)rule->value;
    switch (effects[rule->effect].value) {
    case VALUE_NOTHING:
        break;
    case VALUE_ERRNO:
        put(line, ":");
        put_error(line, rule->error);
        break;
    case VALUE_ERRNO_COUNT:
        put(line, ":");
        put_error(line, rule->error);
        put(line, ",%" PRIu64, rule->value);
        break;
    case VALUE_DURATION:
        put(line, ":");
        put_delay(line, &rule->delay);
        break;
    case VALUE_SIGNED_DURATION:
        put(line, ":%s%" PRIu64 "ns", value < 0 ? "-" : "", value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
        break;
    case VALUE_SIGNAL:
        put(line, ":%s", signals[rule->error - 1]);
        break;
    case VALUE_SIZE:
        put(line, ":%" PRIu64, rule->value);
        break;
    case VALUE_SPEED:
        put(line, ":%" PRIu64 "B/s", rule->value);
        break;
    case VALUE_FACTOR:
        put(line, ":%.12f", (double)rule->value / (double)VALUE_FACTOR_ONE);
        break;
    case VALUE_ARGUMENT:
    case VALUE_ADDRESSES:
        put(line, ":");
        put_text(line, rule->argument);
    }
}

static void put_count(struct line *line, const char *name, uint64_t count, const char *unit)
{
    if (count)
        put(line, "%s=%" PRIu64 "%s,", name, count, unit);
}

static void put_term(struct line *line, const char *name, struct text value)
{
    if (!value.length)
        return;
    put(line, "%s=", name);
    put_text(line, value);
    put(line, ",");
}

size_t print_rule(char *text, size_t size, const struct rule *rule, const char *operation)
{
    struct line line = {text, size, 0};
    const struct policy *policy = &rule->policy;
    put_text(&line, rule->selector);
    /* With its slash the end of a path is no operation. */
    put(&line, "%s:%s%s%s", rule->selector.length > 1 && *rule->selector.start == '/' ? "/" : "",
        operation ? operation : "", operation ? ":" : "", effects[rule->effect].name);
    put_value(&line, rule);
    put(&line, "@");
    put_term(&line, "exe", policy->exe);
    put_count(&line, "after", policy->after, "");
    put_count(&line, "every", policy->every, "");
    put_count(&line, "times", policy->times, "");
    put_count(&line, "budget", policy->budget, "");
    put_count(&line, "from", policy->from, "ns");
    put_count(&line, "until", policy->until, "ns");
    put_term(&line, "nth", policy->nth);
    put_term(&line, "id", policy->id);
    if (policy->site)
        put(&line, "site=%" PRIx64 ",", policy->site);
    put(&line, "p=%.12f\n", (double)policy->probability / (double)PROBABILITY_ONE);
    return line.length;
}
