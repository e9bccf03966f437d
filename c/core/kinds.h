/* The rows of KINDS_DEF, each time that this is included: KIND(name) and WITH_KINDS(name), of which one that the
 * includer has not defined takes nothing. */
#ifndef KIND
#define KIND(name)
#endif
#ifndef WITH_KINDS
#define WITH_KINDS(name)
#endif
#include KINDS_DEF
#undef KIND
#undef WITH_KINDS
