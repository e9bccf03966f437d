/* The library as a whole: its tables and its slots. */
#include "../core/answers.h"
#include "../core/errnos.h"
#include "descriptor.h"
#include "entry.h"
#include "hosts.h"
#include "interest.h"
#include "standin.h"
#include "syscall.h"

#include "../core/tables.h"

#define ON(name) (1u << OPERATION_##name)

/* What rules that this process ever had make it see besides the operations that they name. */
static uint32_t besides;

/* What every descriptor is has to be known where rules are about some. */
static uint32_t watched(uint32_t operations, bool selective)
{
    (void)selective;
    if (operations)
        operations |= ON(socket) | ON(bind) | ON(connect) | ON(accept) | ON(close);
    return operations | besides;
}

/* What befell a socket goes on after the rule has gone; where a datagram was sent to is asked when one comes back. */
static uint32_t seen_besides(const struct rule *rule, const struct pattern *pattern)
{
    if (rule->effect == EFFECT_RESET || rule->effect == EFFECT_BLACKHOLE)
        return ON(send) | ON(recv) | ON(close);
    bool answers = pattern && pattern->transport == TRANSPORT_UDP && !pattern_is_any(pattern);
    return answers && rule->operations & (ON(recv) | ON(poll)) ? ON(send) : 0;
}

static const char *selector(struct rule *rule)
{
    struct pattern pattern;
    const char *wrong = endpoint_selector(rule);
    if (wrong)
        return wrong;
    bool any = text_is(rule->selector, "*");
    if (!any) {
        pattern_parse(rule->selector, &pattern);
        if (pattern.host == HOST_NAME) {
            answers_start();
            if (!hosts_know(pattern.name) && !answers_shared())
                return "the host's addresses are not known: it is not in /etc/hosts, and no run's dns tells them";
        }
        if (rule->operations & ON(poll))
            interest_wanted();
    }
    besides |= seen_besides(rule, any ? NULL : &pattern);
    return NULL;
}

void library_started(void)
{
    standin_fill(&real);
    syscall_started();
    descriptor_start();
}

const struct library_table library_table = {
    .grammar = {"net", OPERATIONS, table_operations, table_names, table_effects, watched, selector, errnos_number,
                NULL},
    .number = 1,
};
