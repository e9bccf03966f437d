/* Vectors are one stream of bytes. Of several messages, the first is the one that is damaged. */
#include "entry.h"

static size_t total(const struct iovec *vector, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += vector[i].iov_len;
    return length;
}

EXPORT ssize_t writev(int fd, const struct iovec *vector, int count)
{
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    if (net_fault_shared(&fault, CALL(writev), fd))
        return fail(fault.error);
    if (fault.damages && vanished(&fault, total(vector, (size_t)count)))
        return (ssize_t)total(vector, (size_t)count);
    shortened_vector(&fault, &vector, &count, part);
    return sent(&fault, real.writev(fd, vector, count));
}

static int message_fault(struct fault *fault, struct call call, int fd, const struct msghdr *message)
{
    if (wild(message))
        return net_fault(fault, call, fd);
    return net_fault_address(fault, call, fd, message->msg_name, message->msg_namelen);
}

/* The message with a part of its vector. */
static struct msghdr part_of(const struct fault *fault, const struct msghdr *message, struct iovec *part)
{
    struct msghdr copy = *message;
    const struct iovec *vector = copy.msg_iov;
    int count = (int)copy.msg_iovlen;
    shortened_vector(fault, &vector, &count, part);
    copy.msg_iov = (struct iovec *)vector;
    copy.msg_iovlen = (__typeof__(copy.msg_iovlen))count;
    return copy;
}

static COLD ssize_t sendmsg_damaged(const struct fault *fault, int fd, const struct msghdr *message, int flags)
{
    struct iovec part[DAMAGE_PARTS];
    size_t length = total(message->msg_iov, (size_t)message->msg_iovlen);
    if (vanished(fault, length))
        return (ssize_t)length;
    struct msghdr copy = part_of(fault, message, part);
    return sent(fault, real.sendmsg(fd, &copy, flags));
}

EXPORT ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    struct fault fault;
    if (message_fault(&fault, CALL(sendmsg), fd, message))
        return fail(fault.error);
    return fault.damages && !wild(message) ? sendmsg_damaged(&fault, fd, message, flags)
                                           : real.sendmsg(fd, message, flags);
}

/* The first message alone is sent, or not; the caller goes on with the others. */
static COLD int sendmmsg_damaged(const struct fault *fault, int fd, struct mmsghdr *messages, message_flags flags)
{
    ssize_t length = sendmsg_damaged(fault, fd, &messages->msg_hdr, (int)flags);
    if (length < 0)
        return -1;
    messages->msg_len = (unsigned)length;
    return 1;
}

EXPORT int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, message_flags flags)
{
    struct fault fault;
    bool any = count && !wild(messages);
    if (message_fault(&fault, CALL(sendmmsg), fd, any ? &messages->msg_hdr : NULL))
        return fail(fault.error);
    return fault.damages && any ? sendmmsg_damaged(&fault, fd, messages, flags)
                                : real.sendmmsg(fd, messages, count, flags);
}
