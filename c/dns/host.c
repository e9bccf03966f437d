#include "host.h"

#include "../core/bytes.h"
#include "errors.h"
#include "operations.h"

#define FORWARD "dns://"
#define REVERSE "rdns://"
#define REVERSE_OPERATIONS (ON(getnameinfo) | ON(gethostbyaddr))

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

static bool is_name_byte(char byte)
{
    byte = lower(byte);
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' ||
           (unsigned char)byte >= 0x80;
}

bool host_is_name(struct text text)
{
    if (!text.length || text.length > HOST_NAME || text.start[text.length - 1] == '.')
        return false;
    while (text.length) {
        struct text label = text_take(&text, '.');
        if (!label.length || label.length > 63)
            return false;
        for (size_t i = 0; i < label.length; i++)
            if (!is_name_byte(label.start[i]))
                return false;
    }
    return true;
}

static void drop_last_dot(struct text *text)
{
    text->length -= text->length && text->start[text->length - 1] == '.';
}

/* An address is written in its one form, in brackets if it is one of IPv6. */
static size_t write_address(struct address address, char *at)
{
    size_t length = 0;
    address_unmap(&address);
    if (address.length == 4)
        return address_write(&address, at);
    at[length++] = '[';
    length += address_write(&address, at + 1);
    at[length++] = ']';
    return length;
}

bool host_address(struct text text, struct address *address)
{
    bool bracketed = text.length > 2 && *text.start == '[' && text.start[text.length - 1] == ']';
    text.start += bracketed;
    text.length -= 2 * (size_t)bracketed;
    return address_parse(text, address) && (address->length == 16) == bracketed;
}

/* The text is the library's own, and no form of an address is shorter than the one that it is put into. */
static bool normalise_address(struct text *selector, size_t scheme)
{
    struct text host = {selector->start + scheme, selector->length - scheme};
    struct address address;
    char buffer[ADDRESS_TEXT + 2];
    if (!host_address(host, &address))
        return false;
    size_t length = write_address(address, buffer);
    memcpy((char *)host.start, buffer, length);
    selector->length = scheme + length;
    return true;
}

static const char *normalise(struct rule *rule)
{
    struct text *selector = &rule->selector;
    if (text_is(*selector, "*"))
        return NULL;
    for (size_t i = 0; i < selector->length; i++)
        ((char *)selector->start)[i] = lower(selector->start[i]);
    if (text_begins(*selector, REVERSE)) {
        rule->operations &= REVERSE_OPERATIONS;
        return text_is(*selector, REVERSE "*") || normalise_address(selector, sizeof REVERSE - 1)
                   ? NULL
                   : "expected rdns://*, rdns:// and an IPv4 address, or rdns://[ and an IPv6 address and ]";
    }
    if (!text_begins(*selector, FORWARD))
        return "expected dns:// and a host, rdns:// and an address, or *";
    rule->operations &= ~REVERSE_OPERATIONS;
    if (!text_is(*selector, FORWARD "*."))
        drop_last_dot(selector);
    struct text host = {selector->start + sizeof FORWARD - 1, selector->length - (sizeof FORWARD - 1)};
    size_t wildcard = text_begins(host, "*.") ? 2 : 0;
    return text_is(host, "*") || host_is_name((struct text){host.start + wildcard, host.length - wildcard}) ||
                   (!wildcard && normalise_address(selector, sizeof FORWARD - 1))
               ? NULL
               : "expected dns://*, dns:// and the name of a host, or dns://*. and the end of names";
}

const char *host_selector(struct rule *rule)
{
    const char *wrong = normalise(rule);
    if (!wrong && EFFECT_FAILS(rule->effect)) {
        rule->operations &= errors_operations(rule->error);
        if (!rule->operations)
            wrong = "no operation of this selector can fail with this error";
    }
    return wrong;
}

struct text host_target(const char *name, char *buffer)
{
    struct address address;
    struct text host = {name, 0};
    char *at = buffer + sizeof FORWARD - 1;
    memcpy(buffer, FORWARD, sizeof FORWARD - 1);
    while (name && name[host.length] && host.length < HOST_NAME + 1)
        host.length++;
    drop_last_dot(&host);
    if (text_has(host, ':') && address_parse(host, &address)) {
        at += write_address(address, at);
    } else {
        for (size_t i = 0; i < host.length; i++)
            *at++ = lower(name[i]);
    }
    return (struct text){buffer, (size_t)(at - buffer)};
}

struct text host_target_of_address(const struct address *address, char *buffer)
{
    size_t length = sizeof REVERSE - 1;
    memcpy(buffer, REVERSE, length);
    if (address)
        length += write_address(*address, buffer + length);
    return (struct text){buffer, length};
}

/* What is behind the first dot, behind the second, and so on, with the wildcard written over what comes before. */
static void add_suffixes(const struct snapshot *snapshot, struct text target, struct selection *selection)
{
    static const char wildcard[] = FORWARD "*";
    char buffer[HOST_TARGET];
    size_t length = sizeof wildcard - 1;
    memcpy(buffer, target.start, target.length);
    for (size_t dot = length; dot < target.length; dot++)
        if (buffer[dot] == '.') {
            memcpy(buffer + dot - length, wildcard, length);
            snapshot_add_text(snapshot, (struct text){buffer + dot - length, target.length - dot + length}, selection);
        }
}

void host_select(const struct snapshot *snapshot, struct text target, struct selection *selection)
{
    bool forward = text_begins(target, FORWARD);
    selection->count = 0;
    if (target.length > (forward ? sizeof FORWARD : sizeof REVERSE) - 1) {
        snapshot_add_text(snapshot, target, selection);
        if (forward && snapshot->longest > sizeof FORWARD "*")
            add_suffixes(snapshot, target, selection);
        snapshot_add_text(
            snapshot, forward ? (struct text){FORWARD "*", sizeof FORWARD} : (struct text){REVERSE "*", sizeof REVERSE},
            selection);
    }
    snapshot_add(selection, snapshot->any);
}
