/* A counter-based generator: a number is a pure function of its key and its counter, there is no state. */
#ifndef CHAOS_RANDOM_H
#define CHAOS_RANDOM_H

#include <stdint.h>

/* The finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
static inline uint64_t random_mix(uint64_t x)
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

/* Joins two keys into one; the order matters. In two steps, so that the first can be made once for all. */
static inline uint64_t random_first(uint64_t a)
{
    return random_mix(a + 0x9e3779b97f4a7c15u);
}
static inline uint64_t random_second(uint64_t first, uint64_t b)
{
    return random_mix(first + b * 0x9e3779b97f4a7c15u + 0x632be59bd9b4e019u);
}
uint64_t random_key(uint64_t a, uint64_t b);

static inline uint64_t random_number(uint64_t key, uint64_t counter)
{
    return random_mix(key + counter * 0x9e3779b97f4a7c15u);
}

/* Uniform in 0 … limit-1; limit is at least 1. */
static inline uint64_t random_below(uint64_t number, uint64_t limit)
{
    __extension__ typedef unsigned __int128 wide;
    return (uint64_t)((wide)number * limit >> 64);
}

#endif
