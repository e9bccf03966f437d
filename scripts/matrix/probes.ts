/** The tests that try the probes of a library in a cell: files of `test/c`, without their ending. */
export const PROBES: Record<string, string[]> = {
  io: ['symbol', 'policy', 'selector', 'damage', 'reload', 'quota'],
  net: ['symbol_net', 'net_effects', 'net_endpoint'],
  dns: ['symbol_dns', 'dns'],
  time: ['symbol_time', 'time'],
  memory: ['symbol_memory', 'memory'],
  process: ['symbol_process', 'process', 'thread'],
  all: ['telemetry', 'together', 'programs'],
};
