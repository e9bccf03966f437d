/* A message's vector is one stream of bytes. Of several messages, the first is the one that is damaged; where it
 * vanishes or is cut, it is the only one of that call: the caller goes on with the others. */
#include "descriptor.h"
#include "entry.h"

static NOTHROW int message_fault(struct fault *fault, struct call call, int fd, const struct msghdr *message)
{
    fault->damages = 0;
    if (library_idle(call.operation))
        return 0;
    if (call.operation == OPERATION_recv || pointer_is_wild(message))
        return net_fault(fault, call, fd);
    return net_fault_address(fault, call, fd, message->msg_name, message->msg_namelen);
}

/* Descriptors that came with the message are others than those that had their numbers before. */
static NOTHROW COLD void forget_received(const struct msghdr *message)
{
    size_t left = message->msg_controllen;
    const char *at = message->msg_control;
    const struct cmsghdr *control;
    while (left >= sizeof *control && (control = (const void *)at)->cmsg_len >= sizeof *control) {
        const int *descriptors = (const void *)CMSG_DATA(control);
        size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof *descriptors;
        if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_RIGHTS)
            for (size_t i = 0; i < count; i++)
                descriptor_forget(descriptors[i]);
        size_t step = CMSG_ALIGN(control->cmsg_len);
        left -= step < left ? step : left;
        at += step;
    }
}

static COLD ssize_t damaged(struct fault *fault, int fd, struct msghdr *message, int flags)
{
    struct iovec part[DAMAGE_PARTS];
    struct msghdr copy = *message;
    const struct iovec *vector = copy.msg_iov;
    int count = (int)copy.msg_iovlen;
    ssize_t length = damage_parts(fault, fd, flags, copy.msg_name, &vector, &count, part);
    if (length != UNTOUCHED)
        return length;
    copy.msg_iov = (struct iovec *)vector;
    copy.msg_iovlen = (__typeof__(copy.msg_iovlen))count;
    if (fault->call.operation == OPERATION_send) {
        length = real.sendmsg(fd, &copy, flags);
    } else {
        length = real.recvmsg(fd, &copy, flags);
        message->msg_namelen = copy.msg_namelen;
        message->msg_controllen = copy.msg_controllen;
        message->msg_flags = copy.msg_flags;
    }
    return damage_vector_result(fault, vector, (size_t)count, length);
}

static BODY ssize_t message_as(int fd, struct msghdr *message, int flags, unsigned name)
{
    struct call call = CALLED_NEVER(name, net_never(flags));
    struct fault fault;
    if (message_fault(&fault, call, fd, message))
        return fail(fault.error);
    ssize_t length = fault.damages && !pointer_is_wild(message) ? damaged(&fault, fd, message, flags)
                                                                : NEXT(recvmsg, call)(fd, message, flags);
    if (length >= 0 && call.operation == OPERATION_recv && message->msg_controllen && !library_rests())
        forget_received(message);
    return length;
}

ALIAS ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    return message_as(fd, (struct msghdr *)message, flags, NAME(sendmsg));
}

ALIAS ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    return message_as(fd, message, flags, NAME(recvmsg));
}

/* After the call: the time is that of all of them. */
static NOTHROW void several_result(struct fault *fault, const struct iovec *vector, int count,
                                   const struct mmsghdr *messages, int done)
{
    ssize_t length = done > 0 ? (ssize_t)messages->msg_len : -1, all = 0;
    if (!fault->damages)
        return;
    struct strike *last = &fault->damage[fault->damages - 1];
    for (int i = 0; i < done; i++)
        all += messages[i].msg_len;
    bool slow = last->effect == EFFECT_THROTTLE;
    fault->damages -= slow;
    damage_vector_result(fault, vector, (size_t)count, length);
    if (slow) {
        fault->damage[0] = *last;
        fault->damages = 1;
        sent(fault, all);
    }
}

static COLD int several_damaged(struct fault *fault, int fd, struct mmsghdr *messages, unsigned count,
                                message_flags flags, struct timespec *timeout)
{
    struct iovec part[DAMAGE_PARTS];
    struct msghdr *first = &messages->msg_hdr;
    struct iovec *whole = first->msg_iov;
    const struct iovec *vector = whole;
    int parts = (int)first->msg_iovlen, all = parts;
    ssize_t length = damage_parts(fault, fd, (int)flags, first->msg_name, &vector, &parts, part);
    if (length == -1)
        return -1;
    if (length != UNTOUCHED) {
        messages->msg_len = (unsigned)length;
        return 1;
    }
    first->msg_iov = (struct iovec *)vector;
    first->msg_iovlen = (__typeof__(first->msg_iovlen))parts;
    int done = NEXT(recvmmsg, fault->call)(fd, messages, vector == part ? 1 : count, flags, timeout);
    first->msg_iov = whole;
    first->msg_iovlen = (__typeof__(first->msg_iovlen))all;
    several_result(fault, vector, parts, messages, done);
    return done;
}

static BODY int messages_as(int fd, struct mmsghdr *messages, unsigned count, message_flags flags,
                            struct timespec *timeout, unsigned name)
{
    struct call call = CALLED_NEVER(name, net_never((int)flags));
    struct fault fault;
    bool any = count && !pointer_is_wild(messages);
    if (message_fault(&fault, call, fd, any ? &messages->msg_hdr : NULL))
        return fail(fault.error);
    int done = fault.damages && any ? several_damaged(&fault, fd, messages, count, flags, timeout)
                                    : NEXT(recvmmsg, call)(fd, messages, count, flags, timeout);
    for (int i = 0; call.operation == OPERATION_recv && i < done && !library_rests(); i++)
        forget_received(&messages[i].msg_hdr);
    return done;
}

ALIAS int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, message_flags flags)
{
    return messages_as(fd, messages, count, flags, NULL, NAME(sendmmsg));
}

ALIAS int recvmmsg(int fd, struct mmsghdr *messages, unsigned count, message_flags flags, struct timespec *timeout)
{
    return messages_as(fd, messages, count, flags, timeout, NAME(recvmmsg));
}
