/* What a call waits for: the selectors that fit any of its descriptors. */
#ifndef CHAOS_NET_INTEREST_H
#define CHAOS_NET_INTEREST_H

#include "entry.h"

struct interest {
    const struct pollfd *polled;
    nfds_t polled_count;
    fd_set *const *sets; /* three, each of which may be NULL */
    int sets_count;      /* descriptors below this */
    int epoll;           /* or -1 */
    int room;            /* for its events */
    const long *time;    /* seconds and what comes after, or NULL */
};

/* Some rule is about calls that wait for particular endpoints. */
void interest_wanted(void);
/* An interest list of epoll has changed. */
void interest_changed(void);
/* Whether the program has ever waited for changes of what a descriptor can do (EPOLLET), or for the end of what arrives
 * (EPOLLRDHUP). Who does takes it from a short transfer that there is no more to transfer (epoll(7)), and would wait
 * for ever, or leave the rest where it is; and waits for a change after EAGAIN, which does not come where there is
 * something. */
void interest_in_changes(uint32_t events);
uint32_t interest_by_changes(void);
/* Decides on a call that waits: the error to fail with, 0, or that it is to end with nothing once its time is over. */
int interest_fault(struct call call, const struct interest *interest);
#define INTEREST_IN_VAIN (-1)

#endif
