/** The tests that try the probes of a library in a cell: files of `test/c`, without their ending. */
export const PROBES: Record<string, string[]> = {
  io: ['symbol', 'policy', 'selector', 'damage', 'reload', 'quota', 'entries', 'hidden', 'next', 'scarce'],
  net: ['symbol_net', 'net_effects', 'net_blackhole', 'net_reset', 'net_endpoint'],
  dns: ['symbol_dns', 'dns', 'dns_run'],
  time: ['symbol_time', 'time', 'time_back', 'time_rate', 'time_set', 'time_sleep', 'time_text'],
  memory: ['symbol_memory', 'memory', 'memory_limit', 'memory_crowd'],
  process: ['symbol_process', 'process', 'thread', 'lineage', 'launch'],
  all: ['loading', 'telemetry', 'together', 'programs'],
};
