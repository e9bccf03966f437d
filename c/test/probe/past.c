/* past OBJECT...: loads objects past what is preloaded, "" being the program itself, and says whether that worked. */
#include <dlfcn.h>

#include "probe.h"

int main(int count, char **objects)
{
    for (int i = 1; i < count; i++)
        say("%d", dlopen(*objects[i] ? objects[i] : NULL, RTLD_NOW | RTLD_DEEPBIND) != NULL);
    return 0;
}
