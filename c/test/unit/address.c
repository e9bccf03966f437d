#include "../../core/address.h"

#include "../check.h"

/* What is parsed is written in one way, which is no longer. */
static void texts(void)
{
    static const struct {
        const char *text, *written;
    } rows[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"0.0.0.0", "0.0.0.0"},
        {"255.255.255.255", "255.255.255.255"},
        {"::", "::"},
        {"::1", "::1"},
        {"1::", "1::"},
        {"0:0:0:0:0:0:0:0", "::"},
        {"0:0:0:0:0:0:0:1", "::1"},
        {"2001:DB8::00Ab", "2001:db8::ab"},
        {"2001:db8:0:0:1:0:0:0", "2001:db8:0:0:1::"},
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
        {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7::"},
        {"::2:3:4:5:6:7:8", "::2:3:4:5:6:7:8"},
        {"1:0:3:4:5:6:7:8", "1::3:4:5:6:7:8"},
        {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
        {"::ffff:192.0.2.1", "::ffff:c000:201"},
        {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
        {"::1.2.3.4", "::102:304"},
        {"fe80::1:2", "fe80::1:2"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct address address;
        char buffer[ADDRESS_TEXT];
        CHECK_FOR(rows[i].text, address_parse(text_of(rows[i].text), &address), 1);
        size_t length = address_write(&address, buffer);
        check_text(__FILE__, __LINE__, "written", rows[i].text, buffer, length, rows[i].written);
        CHECK_FOR(rows[i].text, length <= strlen(rows[i].text) && length <= ADDRESS_TEXT, 1);
    }
}

static void every_number(void)
{
    for (unsigned i = 0; i < 256; i++) {
        char text[ADDRESS_TEXT], buffer[ADDRESS_TEXT];
        struct address address;
        snprintf(text, sizeof text, "%u.0.%u.1", i, 255 - i);
        CHECK_FOR(text, address_parse(text_of(text), &address), 1);
        check_text(__FILE__, __LINE__, "written", text, buffer, address_write(&address, buffer), text);
    }
}

static void refuses(void)
{
    static const char *const rows[] = {
        "",
        ".",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.",
        ".1.2.3",
        "1.2.3.256",
        "1.2.3.04",
        "1.2.3.1000",
        "1.2.3.x",
        "1.2.3.4 ",
        ":",
        ":::",
        "1:",
        ":1",
        "1:2",
        "1::2::3",
        "::1::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1::2:3:4:5:6:7:8",
        "12345::",
        "g::",
        "1.2.3.4::",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3",
        "fe80::1%eth0",
        "[::1]",
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct address address;
        CHECK_FOR(rows[i], address_parse(text_of(rows[i]), &address), 0);
    }
}

static void unmaps(void)
{
    static const struct {
        const char *text, *written;
    } rows[] = {
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"::ffff:0:0", "0.0.0.0"},
        {"::fffe:192.0.2.1", "::fffe:c000:201"},
        {"192.0.2.1", "192.0.2.1"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct address address;
        char buffer[ADDRESS_TEXT];
        CHECK_FOR(rows[i].text, address_parse(text_of(rows[i].text), &address), 1);
        address_unmap(&address);
        size_t length = address_write(&address, buffer);
        check_text(__FILE__, __LINE__, "written", rows[i].text, buffer, length, rows[i].written);
    }
}

int main(void)
{
    texts();
    every_number();
    refuses();
    unmaps();
    CHECK_END;
}
