#include "answer.h"

#include "../core/answers.h"
#include "../core/bytes.h"
#include "../core/random.h"
#include "endpoint.h"

/* Whether there is a list of more than one answer. */
static uint32_t joined;

static void give_back(struct addrinfo *list)
{
    if (!load_relaxed(&joined)) {
        real.freeaddrinfo(list);
        return;
    }
    while (list) {
        struct addrinfo *next = list->ai_next;
        list->ai_next = NULL;
        real.freeaddrinfo(list);
        list = next;
    }
}

EXPORT void freeaddrinfo(struct addrinfo *list)
{
    library_ready();
    give_back(list);
}

static struct addrinfo **end_of(struct addrinfo **list)
{
    while (*list)
        list = &(*list)->ai_next;
    return list;
}

static uint64_t count(const struct addrinfo *list)
{
    uint64_t nodes = 0;
    for (; list; list = list->ai_next)
        nodes++;
    return nodes;
}

void answer_append(struct addrinfo **list, struct addrinfo *more)
{
    if (*list)
        store_relaxed(&joined, 1);
    *end_of(list) = more;
}

/* Takes the node off that the link leads to. */
static struct addrinfo *take(struct addrinfo **link)
{
    struct addrinfo *node = *link;
    *link = node->ai_next;
    node->ai_next = NULL;
    return node;
}

static uint64_t filter(struct addrinfo **list, int family, struct addrinfo **dropped)
{
    uint64_t before = count(*dropped);
    while (*list)
        if ((*list)->ai_family == family)
            list = &(*list)->ai_next;
        else
            *end_of(dropped) = take(list);
    return count(*dropped) - before;
}

static uint64_t shuffle(struct addrinfo **list, uint64_t number)
{
    uint64_t nodes = count(*list);
    for (uint64_t left = nodes; left > 1; left--) {
        struct addrinfo **link = list;
        for (uint64_t skip = random_below(random_number(number, left), left); skip > 0; skip--)
            link = &(*link)->ai_next;
        struct addrinfo *node = take(link);
        node->ai_next = *list;
        *list = node;
        list = &node->ai_next;
    }
    return nodes > 1 ? nodes : 0;
}

static uint64_t limit(struct addrinfo **list, uint64_t nodes, struct addrinfo **dropped)
{
    while (*list && nodes-- > 0)
        list = &(*list)->ai_next;
    *end_of(dropped) = *list;
    uint64_t cut = count(*list);
    *list = NULL;
    return cut;
}

void answer_change(struct fault *fault, struct addrinfo **list)
{
    struct addrinfo *first = *list, *dropped = NULL;
    for (unsigned i = 0; i < fault->damages; i++) {
        struct strike *strike = &fault->damage[i];
        uint64_t changed = 0;
        if (strike->effect == EFFECT_FILTER_FAMILY)
            changed = filter(list, argument_family(strike->argument), &dropped);
        else if (strike->effect == EFFECT_SHUFFLE)
            changed = shuffle(list, strike->number);
        else if (strike->effect == EFFECT_LIMIT)
            changed = limit(list, strike->value, &dropped);
        if (changed)
            damage_record(fault, strike, (int64_t)changed);
    }
    /* The canonical name is that of the first, whichever this is. In musl all have it. */
    if (*list && !(*list)->ai_canonname) {
        (*list)->ai_canonname = first->ai_canonname;
        if (*list != first)
            first->ai_canonname = NULL;
    }
    if (dropped)
        give_back(dropped);
}

void answer_publish(const char *host, const struct addrinfo *list)
{
    struct address address;
    for (; list; list = list->ai_next)
        if (endpoint_address(list->ai_addr, list->ai_addrlen, &address))
            answers_add(text_of(host), &address);
}
