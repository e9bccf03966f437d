/** Milliseconds of a processor that this program has had: what else runs on the machine does not add to them. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
