#include "bytes.h"

/* The loops must not be turned into calls to the functions that they are. */
#if defined __clang__
#define NO_IDIOM __attribute__((no_builtin))
#else
#define NO_IDIOM __attribute__((optimize("no-tree-loop-distribute-patterns")))
#endif

/* Eight bytes, and four, at any address. */
typedef uint64_t word __attribute__((may_alias, aligned(1)));
typedef uint32_t half __attribute__((may_alias, aligned(1)));

/* The last word, which may lie over the one before, is read first and written last, for the sake of memmove. */
NO_IDIOM void *memcpy(void *restrict to, const void *restrict from, size_t length)
{
    size_t i = 0;
    if (length >= sizeof(word)) {
        word last = *(const word *)((const char *)from + length - sizeof last);
        for (; i + sizeof(word) < length; i += sizeof(word))
            *(word *)((char *)to + i) = *(const word *)((const char *)from + i);
        *(word *)((char *)to + length - sizeof last) = last;
        return to;
    }
    if (length >= sizeof(half)) {
        half first = *(const half *)from, last = *(const half *)((const char *)from + length - sizeof last);
        *(half *)to = first;
        *(half *)((char *)to + length - sizeof last) = last;
        return to;
    }
    for (; i < length; i++)
        ((char *)to)[i] = ((const char *)from)[i];
    return to;
}

NO_IDIOM void *memmove(void *to, const void *from, size_t length)
{
    if ((uintptr_t)to - (uintptr_t)from >= length)
        return memcpy(to, from, length);
    for (size_t i = length; i-- > 0;)
        ((char *)to)[i] = ((const char *)from)[i];
    return to;
}

NO_IDIOM void *memset(void *to, int byte, size_t length)
{
    size_t i = 0;
    for (; i + sizeof(word) <= length; i += sizeof(word))
        *(word *)((char *)to + i) = 0x0101010101010101u * (unsigned char)byte;
    for (; i < length; i++)
        ((char *)to)[i] = (char)byte;
    return to;
}

NO_IDIOM int memcmp(const void *a, const void *b, size_t length)
{
    const unsigned char *left = a, *right = b;
    size_t i = 0;
    while (i + sizeof(word) <= length && *(const word *)(left + i) == *(const word *)(right + i))
        if ((i += sizeof(word)) != length && i + sizeof(word) > length)
            i = length - sizeof(word);
    for (; i < length; i++)
        if (left[i] != right[i])
            return left[i] - right[i];
    return 0;
}

NO_IDIOM size_t bytes_length(const char *string)
{
    size_t length = 0;
    while (string[length])
        length++;
    return length;
}

int bytes_equal(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

uint64_t bytes_hash(uint64_t hash, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    return hash;
}

const char *bytes_base_name(const char *path)
{
    const char *base = path;
    for (; *path; path++)
        if (*path == '/')
            base = path + 1;
    return base;
}

void bytes_append(char *buffer, size_t size, size_t *length, const char *string)
{
    while (*string && *length + 1 < size)
        buffer[(*length)++] = *string++;
    buffer[*length] = 0;
}

size_t bytes_join_all(char *buffer, size_t size, const char *const *strings)
{
    size_t length = 0;
    for (; *strings; strings++)
        bytes_append(buffer, size, &length, *strings);
    return length;
}

const char *bytes_number(uint64_t number, char buffer[BYTES_NUMBER])
{
    char *digits = buffer + BYTES_NUMBER - 1;
    *digits = 0;
    do
        *--digits = (char)('0' + number % 10);
    while (number /= 10);
    return digits;
}

const char *bytes_hexadecimal(uint64_t number, char buffer[BYTES_NUMBER])
{
    char *digits = buffer + BYTES_NUMBER - 1;
    *digits = 0;
    do
        *--digits = "0123456789abcdef"[number & 15];
    while (number >>= 4);
    return digits;
}
