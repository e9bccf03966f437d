/* The rows of one library, printed in main: not guarded, because it is included once for each. */
open_list("      ", "operations");
#define OPERATION(name, effects) operation_row(#name, EFFECTS_OF(effects));
#include OPERATIONS_DEF
#undef OPERATION
printf("\n      ],\n");
open_list("      ", "symbols");
#define SYMBOL(name, operation, plain) symbol_row(#name, #operation);
#include SYMBOLS_DEF
#undef SYMBOL
#ifdef KINDS_DEF
printf("\n      ],\n");
open_list("      ", "kinds");
#define KIND(name) name_row(#name);
#include "../core/kinds.h"
printf("\n      ],\n");
open_list("      ", "withKinds");
#define WITH_KINDS(name) name_row(#name);
#include "../core/kinds.h"
#undef KINDS_DEF
#endif
#undef SYMBOLS_DEF
#undef OPERATIONS_DEF
