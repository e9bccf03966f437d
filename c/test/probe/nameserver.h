/* A name server of the probe's own, on a port of the loopback device: it answers every question for an address with
 * 192.0.2.7. */
#ifndef CHAOS_NAMESERVER_H
#define CHAOS_NAMESERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

#include "probe.h"

static inline void *nameserver_serve(void *descriptor)
{
    static const unsigned char record[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7};
    unsigned char message[600];
    struct sockaddr_in from;
    socklen_t length = sizeof from;
    ssize_t size;
    int fd = (int)(long)descriptor;
    while ((size = recvfrom(fd, message, 512, 0, (struct sockaddr *)&from, &length)) > 12) {
        message[2] |= 0x80;
        message[3] = 0x80;
        message[7] = 1;
        memset(message + 8, 0, 4);
        memcpy(message + size, record, sizeof record);
        sendto(fd, message, (size_t)size + sizeof record, 0, (struct sockaddr *)&from, length);
    }
    return NULL;
}

/* Where it is asked. */
static inline struct sockaddr_in nameserver_start(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof at;
    pthread_t thread;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    MUST(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0);
    MUST(getsockname(fd, (struct sockaddr *)&at, &length) == 0);
    MUST(pthread_create(&thread, NULL, nameserver_serve, (void *)(long)fd) == 0);
    return at;
}

#endif
