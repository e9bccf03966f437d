#include "hostent.h"

#include "../core/answers.h"
#include "../core/bytes.h"
#include "../core/random.h"
#include "endpoint.h"

struct room hostent_room(void)
{
    static struct hostent host, *result;
    static char buffer[2048];
    return (struct room){&host, buffer, sizeof buffer, &result, &h_errno};
}

/* CPython reads h_errno after these as well, which the libc's own set when they have asked a name server. */
int fail_host_in(const struct room *room, int error)
{
    *room->result = NULL;
    int number = fail_host(error, room->host_error);
    h_errno = *room->host_error;
    return number;
}

static unsigned copy_addresses(struct text left, unsigned length, char *to)
{
    unsigned count = 0;
    while (left.length) {
        struct address address;
        if (!address_parse(text_take(&left, ','), &address) || address.length != length)
            continue;
        if (to)
            memcpy(to + count * length, address.bytes, length);
        count++;
    }
    return count;
}

/* One behind the other: the addresses' pointers and the NULL that ends them and the list of no aliases, the addresses,
 * the name. */
int hostent_make(const struct room *room, const char *name, int family, struct text addresses)
{
    unsigned length = family == AF_INET6 ? 16 : 4, count = copy_addresses(addresses, length, NULL);
    size_t gap = -(uintptr_t)room->buffer % sizeof(char *), name_size = bytes_length(name) + 1;
    if (!count)
        return EAI_NODATA;
    if (room->size < gap + (count + 1) * sizeof(char *) + count * length + name_size)
        return EAI_OVERFLOW;
    char **list = (char **)(void *)(room->buffer + gap), *bytes = (char *)(list + count + 1);
    copy_addresses(addresses, length, bytes);
    for (unsigned i = 0; i < count; i++)
        list[i] = bytes + i * length;
    list[count] = NULL;
    char *copy = memcpy(bytes + count * length, name, name_size);
    *room->host = (struct hostent){copy, list + count, family, (int)length, list};
    *room->result = room->host;
    return 0;
}

unsigned hostent_count(const struct hostent *host)
{
    unsigned addresses = 0;
    while (host->h_addr_list[addresses])
        addresses++;
    return addresses;
}

/* All addresses are of one family. */
static uint64_t keep(struct hostent *host, uint64_t most)
{
    unsigned before = hostent_count(host);
    if (before <= most)
        return 0;
    host->h_addr_list[most] = NULL;
    return before - most;
}

static uint64_t shuffle(struct hostent *host, uint64_t number)
{
    unsigned addresses = hostent_count(host);
    for (uint64_t left = addresses; left > 1; left--) {
        char **last = &host->h_addr_list[left - 1];
        char **other = &host->h_addr_list[random_below(random_number(number, left), left)];
        char *moved = *other;
        *other = *last;
        *last = moved;
    }
    return addresses > 1 ? addresses : 0;
}

int hostent_change(struct fault *fault, struct hostent *host)
{
    for (unsigned i = 0; i < fault->damages; i++) {
        struct strike *strike = &fault->damage[i];
        uint64_t changed = 0;
        if (strike->effect == EFFECT_FILTER_FAMILY)
            changed = keep(host, argument_family(strike->argument) == host->h_addrtype ? UINT64_MAX : 0);
        else if (strike->effect == EFFECT_SHUFFLE)
            changed = shuffle(host, strike->number);
        else if (strike->effect == EFFECT_LIMIT)
            changed = keep(host, strike->value);
        if (changed)
            damage_record(fault, strike, (int64_t)changed);
    }
    return hostent_count(host) ? 0 : EAI_NODATA;
}

void hostent_publish(const char *name, const struct hostent *host)
{
    struct address address;
    for (char **bytes = host->h_addr_list; answers_shared() && *bytes; bytes++)
        if (endpoint_plain(*bytes, (size_t)host->h_length, host->h_addrtype, &address))
            answers_add(text_of(name), &address);
}
