#include "handover.h"

#include "bytes.h"
#include "counter.h"
#include "place.h"

extern char **environ;

/* `<left><all><p or -><d or -><key in hexadecimal>`, left and all being numbers of libraries in one digit. */
enum { LEFT, ALL, PRELOAD, DIRECTORY, KEY, LENGTH_OF_VALUE = KEY + 16 };

void handover_write(const struct handover *handover, char buffer[HANDOVER_SIZE])
{
    char *value = buffer + bytes_join(buffer, HANDOVER_SIZE, HANDOVER_NAME "=");
    value[LEFT] = value[ALL] = (char)('0' + handover->libraries);
    value[PRELOAD] = handover->preload ? 'p' : '-';
    value[DIRECTORY] = handover->directory ? 'd' : '-';
    for (unsigned i = 0; i < 16; i++)
        value[KEY + i] = "0123456789abcdef"[handover->key >> (60 - 4 * i) & 15];
    value[LENGTH_OF_VALUE] = 0;
}

/* Where the variable's value is in memory, or NULL where it is none of ours. */
static char *value_here(void)
{
    const char *value = place_environment(HANDOVER_NAME);
    return value && bytes_length(value) == LENGTH_OF_VALUE && value[LEFT] > '0' && value[LEFT] <= value[ALL]
               ? (char *)value
               : NULL;
}

/* Where a library was not loaded that should have been, the variable stays, and those whom the program starts in other
 * ways than are known here inherit it; but counted down. */
uint64_t handover_key(void)
{
    const char *value = value_here();
    uint64_t key = 0;
    if (value && value[LEFT] == value[ALL])
        text_hexadecimal((struct text){value + KEY, 16}, &key);
    return key;
}

static void take_out(const char *name)
{
    struct text wanted = text_of(name);
    char **to = environ;
    for (char **entry = environ; *entry; entry++) {
        struct text rest = text_of(*entry);
        if (!text_same(text_take(&rest, '='), wanted))
            *to++ = *entry;
    }
    *to = NULL;
}

void handover_end(void)
{
    char *value = value_here();
    if (!value || __atomic_sub_fetch(&value[LEFT], 1, __ATOMIC_ACQ_REL) > '0')
        return;
    take_out(HANDOVER_NAME);
    if (value[PRELOAD] == 'p')
        take_out("LD_PRELOAD");
    if (value[DIRECTORY] == 'd')
        take_out("CHAOS_CONFIG_DIR");
}
