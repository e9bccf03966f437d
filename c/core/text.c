#include "text.h"

#include "attributes.h"
#include "bytes.h"

struct text text_of(const char *string)
{
    return (struct text){string, bytes_length(string)};
}

static bool blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

struct text text_trim(struct text text)
{
    while (text.length && blank(*text.start))
        text.start++, text.length--;
    while (text.length && blank(text.start[text.length - 1]))
        text.length--;
    return text;
}

bool text_same(struct text a, struct text b)
{
    return a.length == b.length && memcmp(a.start, b.start, a.length) == 0;
}

bool text_is(struct text text, const char *string)
{
    return text_same(text, text_of(string));
}

bool text_begins(struct text text, const char *prefix)
{
    size_t length = bytes_length(prefix);
    return text.length >= length && memcmp(text.start, prefix, length) == 0;
}

bool text_has(struct text text, char byte)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.start[i] == byte)
            return true;
    return false;
}

struct text text_take(struct text *text, char separator)
{
    struct text taken = {text->start, 0};
    while (taken.length < text->length && taken.start[taken.length] != separator)
        taken.length++;
    size_t used = taken.length < text->length ? taken.length + 1 : taken.length;
    text->start += used;
    text->length -= used;
    return taken;
}

bool text_take_last(struct text *text, char separator, struct text *taken)
{
    for (size_t i = text->length; i-- > 0;)
        if (text->start[i] == separator) {
            *taken = (struct text){text->start + i + 1, text->length - i - 1};
            text->length = i;
            return true;
        }
    return false;
}

static bool same_letter(char a, char b)
{
    return (a | 0x20) == (b | 0x20);
}

bool text_resembles(struct text text, struct text name)
{
    size_t shorter = name.length < text.length ? name.length : text.length;
    size_t longer = name.length + text.length - shorter;
    size_t head = 0, tail = 0;
    while (head < shorter && same_letter(name.start[head], text.start[head]))
        head++;
    while (tail < shorter - head && same_letter(name.start[name.length - 1 - tail], text.start[text.length - 1 - tail]))
        tail++;
    return longer - shorter <= 1 && longer > 3 && head + tail + 2 >= longer;
}

uint64_t text_hash(struct text text)
{
    return bytes_hash(BYTES_HASH_START, text.start, text.length);
}

unsigned text_find(const char *list, struct text name)
{
    unsigned number = 0;
    size_t length;
    for (; (length = bytes_length(list)); list += length + 1, number++)
        if (text_same(name, text_take(&(struct text){list, length}, ' ')))
            break;
    return number;
}

const char *text_nth(const char *list, unsigned number)
{
    for (; number && *list; number--)
        list += bytes_length(list) + 1;
    return list;
}

const char *text_similar(const char *list, struct text text)
{
    for (; *list; list += bytes_length(list) + 1)
        if (text_resembles(text, text_of(list)))
            return list;
    return NULL;
}

static bool digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Of a base of up to 16; false: not all are digits, or there are none, or more than that. */
static bool read_digits(struct text text, unsigned base, unsigned most, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.start[i];
        unsigned value = digit(byte) ? (unsigned)(byte - '0') : (uint8_t)((byte | 0x20) - 'a') + 10u;
        if (value >= base)
            return false;
        *number = *number * base + value;
    }
    return text.length - 1 < most;
}

bool text_number(struct text text, uint64_t *number)
{
    return read_digits(text, 10, 19, number);
}

bool text_hexadecimal(struct text text, uint64_t *number)
{
    return read_digits(text, 16, 16, number);
}

bool text_decimal(struct text text, double *value)
{
    struct text whole = text_take(&text, '.');
    uint64_t before = 0, after = 0;
    double scale = 1;
    for (size_t i = 0; i < text.length; i++)
        scale *= 10;
    bool read = whole.length || text.length;
    read = read && (whole.length == 0 || text_number(whole, &before));
    read = read && (text.length == 0 || text_number(text, &after));
    *value = (double)before + (double)after / scale;
    return read;
}

/* Small numbers are printed as 1.0E-4 by Java, as 1e-05 by Python. */
static bool take_exponent(struct text *text, uint64_t *tenths)
{
    struct text exponent;
    *tenths = 0;
    if (!text_take_last(text, 'e', &exponent) && !text_take_last(text, 'E', &exponent))
        return true;
    struct text sign = text_take(&exponent, '-');
    return !sign.length && text_number(exponent, tenths);
}

bool text_probability(struct text text, uint64_t *threshold)
{
    uint64_t tenths;
    double value;
    if (!take_exponent(&text, &tenths) || !text_decimal(text, &value))
        return false;
    for (; tenths && value > 0; tenths--)
        value /= 10;
    if (value > 1)
        return false;
    *threshold = (uint64_t)(value * (double)PROBABILITY_ONE + 0.5);
    return true;
}

struct unit {
    char name[4];
    uint16_t times; /* the one before; the first: 1 */
};

/* A decimal number and the name of a unit, below a limit. */
static bool measure(struct text text, const struct unit *units, size_t count, double limit, uint64_t *result)
{
    struct text number = text;
    while (number.length && !digit(number.start[number.length - 1]) && number.start[number.length - 1] != '.')
        number.length--;
    struct text unit = {number.start + number.length, text.length - number.length};
    double value, size = 1;
    if (!text_decimal(number, &value))
        return false;
    for (const struct unit *end = units + count; units < end; units++) {
        size *= units->times;
        if (text_is(unit, units->name)) {
            value *= size;
            if (value >= limit)
                return false;
            /* Where doubles are further apart than one half, they are whole numbers. */
            *result = (uint64_t)(value < 0x1p52 ? value + 0.5 : value);
            return true;
        }
    }
    return false;
}

/* A hundred years, in nanoseconds: clocks that are shifted by as much, twice over, still fit 63 bits. */
#define LONGEST (36525 * 86400e9)

bool text_duration(struct text text, uint64_t *nanoseconds)
{
    static const struct unit units[] = {{"ns", 1},   {"us", 1000}, {"ms", 1000}, {"", 1},
                                        {"s", 1000}, {"m", 60},    {"h", 60}};
    return measure(text, units, LENGTH(units), LONGEST, nanoseconds);
}

bool text_size(struct text text, uint64_t *bytes)
{
    static const struct unit units[] = {{"", 1}, {"B", 1}, {"KiB", 1024}, {"MiB", 1024}, {"GiB", 1024}};
    static const struct unit decimal[] = {{"kB", 1000}, {"KB", 1}, {"MB", 1000}, {"GB", 1000}};
    return measure(text, units, LENGTH(units), 1e18, bytes) || measure(text, decimal, LENGTH(decimal), 1e18, bytes);
}
