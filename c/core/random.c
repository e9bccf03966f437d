#include "random.h"

uint64_t random_key(uint64_t a, uint64_t b)
{
    return random_second(random_first(a), b);
}
