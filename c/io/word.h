/* Eight bytes of a text in one word, the first byte lowest. */
#ifndef CHAOS_IO_WORD_H
#define CHAOS_IO_WORD_H

#include <stdint.h>

#define EVERY_BYTE(byte) (0x0101010101010101u * (byte))

/* The bytes of a word that are zero, in their highest bits; exact for the lowest such byte. */
static inline uint64_t word_zeros(uint64_t word)
{
    return (word - EVERY_BYTE(1)) & ~word & EVERY_BYTE(0x80);
}

static inline uint64_t word_slashes(uint64_t word)
{
    return word_zeros(word ^ EVERY_BYTE('/'));
}

#endif
