#include "entry.h"

#include "../core/duplicate.h"
