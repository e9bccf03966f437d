#include "../../core/object.h"

#include <elf.h>
#include <unistd.h>

#include "../check.h"

/* The first name that no object has takes what the name that stands in for it has; the other keeps its slot. */
static void resolves(void)
{
    static const unsigned char instead[] = {0, 0, 2};
    void *slots[] = {NULL, NULL, &slots};
    object_resolve("getppid\0no_such_name\0no_such_name_either", instead, 3, slots);
    CHECK(((pid_t(*)(void))slots[0])(), getppid());
    CHECK(slots[1] == slots[0], 1);
    CHECK(slots[2] == &slots, 1);
    CHECK(object_before("getppid") == NULL, 1);
}

static void images(void)
{
    static const Elf64_Ehdr nothing = {.e_phoff = sizeof nothing, .e_phnum = 0};
    CHECK(object_symbol_of_image(&nothing, "anything") == NULL, 1);
}

int main(void)
{
    resolves();
    images();
    CHECK_END;
}
