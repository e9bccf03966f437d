#include "address.h"

#include "bytes.h"

#define GROUPS 8
#define NO_GAP (GROUPS + 1)

static bool parse_4(struct text text, uint8_t *bytes)
{
    for (unsigned i = 0; i < 4; i++) {
        uint64_t number;
        struct text part = i < 3 ? text_take(&text, '.') : text;
        bool long_way = part.length > 3 || (part.length > 1 && *part.start == '0');
        if (long_way || !text_number(part, &number) || number > 255)
            return false;
        bytes[i] = (uint8_t)number;
    }
    return true;
}

/* Two colons stand for the groups that are left out: one empty piece between colons, once those at the ends of the
 * text, which have an empty piece too many, have lost a colon. */
static bool trim_colons(struct text *text)
{
    if (text->length < 2)
        return false;
    const char *first = text->start, *last = first + text->length - 1;
    bool front = *first == ':', back = *last == ':';
    if ((front && first[1] != ':') || (back && last[-1] != ':'))
        return false;
    text->start += front;
    text->length -= (size_t)front + back;
    return true;
}

static bool parse_6(struct text text, uint8_t *bytes)
{
    unsigned count = 0, gap = NO_GAP;
    bool last;
    if (!trim_colons(&text))
        return false;
    do {
        uint64_t group;
        size_t left = text.length;
        struct text piece = text_take(&text, ':');
        last = piece.length == left;
        if (!piece.length && gap == NO_GAP) {
            gap = count;
        } else if (last && count <= GROUPS - 2 && parse_4(piece, bytes + 2 * count)) {
            count += 2;
        } else if (count < GROUPS && piece.length <= 4 && text_hexadecimal(piece, &group)) {
            bytes[2 * count] = (uint8_t)(group >> 8);
            bytes[2 * count++ + 1] = (uint8_t)group;
        } else {
            return false;
        }
    } while (!last);
    if (gap == NO_GAP || count == GROUPS)
        return gap == NO_GAP && count == GROUPS;
    unsigned behind = 2 * (count - gap);
    memmove(bytes + 16 - behind, bytes + 2 * gap, behind);
    memset(bytes + 2 * gap, 0, 16 - 2 * gap - behind);
    return true;
}

bool address_parse(struct text text, struct address *address)
{
    address->length = text_has(text, ':') ? 16 : 4;
    return address->length == 16 ? parse_6(text, address->bytes) : parse_4(text, address->bytes);
}

/* Small code divides by dividing, which is slow. */
static size_t write_4(const uint8_t *bytes, char *buffer)
{
    char *at = buffer;
    for (unsigned i = 0; i < 4; i++) {
        unsigned hundreds = (bytes[i] >= 100u) + (bytes[i] >= 200u), rest = bytes[i] - 100 * hundreds;
        unsigned tens = rest * 103 >> 10;
        if (i)
            *at++ = '.';
        if (hundreds)
            *at++ = (char)('0' + hundreds);
        if (hundreds | tens)
            *at++ = (char)('0' + tens);
        *at++ = (char)('0' + rest - 10 * tens);
    }
    return (size_t)(at - buffer);
}

static unsigned group_of(const uint8_t *bytes, unsigned group)
{
    return (unsigned)bytes[2 * group] << 8 | bytes[2 * group + 1];
}

static unsigned zeros_from(const uint8_t *bytes, unsigned group)
{
    unsigned count = 0;
    while (group + count < GROUPS && !group_of(bytes, group + count))
        count++;
    return count;
}

/* The longest run of zeros is left out, even if it is one group alone: the shortest text there is. */
static size_t write_6(const uint8_t *bytes, char *buffer)
{
    char digits[BYTES_NUMBER];
    unsigned gap = 0, gap_length = 0;
    size_t length = 0;
    for (unsigned i = 0; i < GROUPS; i++)
        if (zeros_from(bytes, i) > gap_length)
            gap_length = zeros_from(bytes, gap = i);
    for (unsigned i = 0; i < GROUPS; i++) {
        if (gap_length && i == gap) {
            buffer[length++] = ':';
            i += gap_length - 1;
            if (i == GROUPS - 1)
                buffer[length++] = ':';
            continue;
        }
        if (i)
            buffer[length++] = ':';
        bytes_append(buffer, ADDRESS_TEXT, &length, bytes_hexadecimal(group_of(bytes, i), digits));
    }
    return length;
}

size_t address_write(const struct address *address, char *buffer)
{
    return address->length == 4 ? write_4(address->bytes, buffer) : write_6(address->bytes, buffer);
}

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255};

void address_unmap(struct address *address)
{
    if (address->length != 16 || memcmp(address->bytes, mapped, sizeof mapped))
        return;
    memmove(address->bytes, address->bytes + 12, 4);
    address->length = 4;
}

void address_map(struct address *address)
{
    memmove(address->bytes + 12, address->bytes, 4);
    memcpy(address->bytes, mapped, sizeof mapped);
    address->length = 16;
}
