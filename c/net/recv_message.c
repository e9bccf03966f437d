/* Vectors are one stream of bytes. Of several messages, the first is the one that is damaged. */
#include "../core/bytes.h"
#include "descriptor.h"
#include "entry.h"

EXPORT ssize_t readv(int fd, const struct iovec *vector, int count)
{
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    if (net_fault_shared(&fault, CALL(readv), fd))
        return fail(fault.error);
    if (!discarded(&fault, fd, 0))
        return -1;
    shortened_vector(&fault, &vector, &count, part);
    return arrived_vector(&fault, vector, (size_t)count, real.readv(fd, vector, count));
}

/* Descriptors that came with the message are others than those that had their numbers before. */
static void forget_received(const struct msghdr *message)
{
    size_t left = message->msg_controllen;
    const char *at = message->msg_control;
    while (left >= sizeof(struct cmsghdr)) {
        const struct cmsghdr *control = (const void *)at;
        if (control->cmsg_len < sizeof *control || control->cmsg_len > left)
            return;
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

static COLD ssize_t recvmsg_damaged(const struct fault *fault, int fd, struct msghdr *message, int flags)
{
    struct iovec part[DAMAGE_PARTS];
    struct msghdr copy = *message;
    const struct iovec *vector = copy.msg_iov;
    int count = (int)copy.msg_iovlen;
    if (!discarded(fault, fd, flags))
        return -1;
    shortened_vector(fault, &vector, &count, part);
    copy.msg_iov = (struct iovec *)vector;
    copy.msg_iovlen = (__typeof__(copy.msg_iovlen))count;
    ssize_t length = arrived_vector(fault, vector, (size_t)count, real.recvmsg(fd, &copy, flags));
    message->msg_namelen = copy.msg_namelen;
    message->msg_controllen = copy.msg_controllen;
    message->msg_flags = copy.msg_flags;
    return length;
}

EXPORT ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    struct fault fault;
    if (net_fault(&fault, CALL(recvmsg), fd))
        return fail(fault.error);
    ssize_t length = fault.damages && !wild(message) ? recvmsg_damaged(&fault, fd, message, flags)
                                                     : real.recvmsg(fd, message, flags);
    if (length >= 0 && message->msg_controllen && !library_rests())
        forget_received(message);
    return length;
}

/* One message is what a damaged call brings. */
static COLD int recvmmsg_damaged(const struct fault *fault, int fd, struct mmsghdr *messages, message_flags flags)
{
    ssize_t length = recvmsg_damaged(fault, fd, &messages->msg_hdr, (int)flags & ~MSG_WAITFORONE);
    if (length < 0)
        return -1;
    messages->msg_len = (unsigned)length;
    return 1;
}

EXPORT int recvmmsg(int fd, struct mmsghdr *messages, unsigned count, message_flags flags, struct timespec *timeout)
{
    struct fault fault;
    if (net_fault(&fault, CALL(recvmmsg), fd))
        return fail(fault.error);
    int received = fault.damages && count && !wild(messages) ? recvmmsg_damaged(&fault, fd, messages, flags)
                                                             : real.recvmmsg(fd, messages, count, flags, timeout);
    for (int i = 0; i < received && !library_rests(); i++)
        forget_received(&messages[i].msg_hdr);
    return received;
}
