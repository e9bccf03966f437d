#include "target.h"

#include "descriptor.h"
#include "directory.h"
#include "path.h"
#include "path_memo.h"

COLD struct text target_name(const struct target *target, char *buffer)
{
    struct text name = {target->path, 0};
    if (!target->path)
        return descriptor_name(target->fd, buffer);
    if (path_is_normal(target->path, &name.length))
        return name;
    size_t length = 0;
    if (*target->path != '/' && !(length = directory_path(target->fd, buffer)))
        return text_of(target->path);
    return (struct text){buffer, path_join(buffer, length, target->path)};
}

static COLD uint32_t select_anew(struct snapshot *snapshot, const struct target *target, struct selection *selection)
{
    char buffer[PATH_SIZE];
    bool ours = path_select(snapshot, target_name(target, buffer), true, selection);
    return ours ? snapshot_intern(snapshot, selection) : DESCRIPTOR_SPARED;
}

/* The program may change the string meanwhile: then what was found out is not remembered. */
uint32_t target_number(struct snapshot *snapshot, struct target target, struct selection *selection)
{
    uint64_t origin = 0, key, now;
    if (UNLIKELY(*target.path != '/') && !(origin = directory_state(target.fd)))
        return select_anew(snapshot, &target, selection);
    uint32_t number = path_memo_find(target.path, origin, snapshot->generation, &key);
    if (LIKELY(number))
        return number;
    number = select_anew(snapshot, &target, selection);
    path_memo_find(target.path, origin, snapshot->generation, &now);
    if (now == key)
        path_memo_keep(key, number);
    return number;
}
