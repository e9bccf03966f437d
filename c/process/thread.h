/* Who tells threads their keys. */
#ifndef CHAOS_PROCESS_THREAD_H
#define CHAOS_PROCESS_THREAD_H

/* From now on the process's other libraries find them. */
void thread_tell(void);

#endif
