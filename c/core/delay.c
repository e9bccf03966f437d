#include "delay.h"

#include "random.h"

#define HOUR 3600e9

/* What DELAY_UNIFORM and those behind it are called and want. */
static const char wanted[] = "uniform wants (least,most), as in (10ms,50ms)\0"
                             "normal wants (mean,deviation), as in (20ms,5ms)\0"
                             "pareto wants (scale,shape), the shape from 0.01 to 1000, as in (10ms,1.5)\0";

static const char expected[] = "expected a duration, as in 250ms, uniform(a,b), normal(mean,sd) or pareto(scale,shape)";

static bool read_second(struct text text, struct delay *delay)
{
    uint64_t nanoseconds;
    if (delay->kind == DELAY_PARETO)
        return text_decimal(text, &delay->second) && delay->second >= 0.01 && delay->second <= 1000;
    if (!text_duration(text, &nanoseconds))
        return false;
    delay->second = (double)nanoseconds;
    return delay->kind == DELAY_NORMAL || nanoseconds >= delay->first;
}

const char *delay_parse(struct text text, struct delay *delay)
{
    struct text rest = text;
    struct text name = text_take(&rest, '(');
    delay->kind = DELAY_FIXED;
    delay->second = 0;
    if (name.length == text.length)
        return text_duration(text, &delay->first) ? NULL : expected;
    unsigned distribution = text_find(wanted, name);
    const char *wrong = text_nth(wanted, distribution);
    if (!*wrong)
        return expected;
    delay->kind = DELAY_UNIFORM + distribution;
    bool closed = rest.length && rest.start[rest.length - 1] == ')';
    rest.length -= closed;
    struct text first = text_take(&rest, ',');
    return closed && text_duration(text_trim(first), &delay->first) && read_second(text_trim(rest), delay) ? NULL
                                                                                                           : wrong;
}

/* In 0 … 1, without either end. */
static double fraction(uint64_t number)
{
    return ((double)(number >> 12) + 0.5) / 4503599627370496.0;
}

/* The sum of twelve uniform numbers has the mean 6 and the deviation 1, and is near enough to a normal one that nobody
 * who waits can tell; it never leaves six deviations. */
static double standard_normal(uint64_t number)
{
    double sum = -6;
    for (uint64_t i = 0; i < 12; i++)
        sum += fraction(random_number(number, i));
    return sum;
}

/* The natural logarithm of a number from 0 to 1: halvings are counted, the rest is a fast series. */
static double logarithm(double x)
{
    double result = 0;
    for (; x < 0.75; x *= 2)
        result -= 0.69314718055994530942;
    double ratio = (x - 1) / (x + 1), power = ratio, square = ratio * ratio;
    for (int term = 1; term < 25; term += 2, power *= square)
        result += 2 * power / term;
    return result;
}

/* e to a power of at least 0, up to a millionth, or the limit where that is larger. */
static double exponential(double x, double limit)
{
    double result = 1 + x / (1 << 30);
    for (int i = 0; i < 30; i++)
        result *= result;
    return result < limit ? result : limit;
}

uint64_t delay_draw(const struct delay *delay, uint64_t number)
{
    double first = (double)delay->first, value = first;
    switch (delay->kind) {
    case DELAY_FIXED:
        return delay->first;
    case DELAY_UNIFORM:
        value = first + (delay->second - first) * fraction(number);
        break;
    case DELAY_NORMAL:
        value = first + delay->second * standard_normal(number);
        break;
    case DELAY_PARETO:
        value = first * exponential(-logarithm(fraction(number)) / delay->second, HOUR);
        break;
    }
    return value < 0 ? 0 : (uint64_t)(value < HOUR ? value : HOUR);
}
