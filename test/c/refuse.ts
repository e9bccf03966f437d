import { entrance, probeProgram, usual } from './build.ts';
import { type Place, type Result, start } from './probe.ts';

/**
 * Runs a probe with a library under a kernel that refuses what the texts say (c/test/probe/refuse.c). QEMU knows no such
 * filters: there it is QEMU that the kernel refuses it to.
 */
export function refused(
  at: Place,
  refusals: string[],
  library: string,
  probe: string,
  args: string[],
  environment = {},
): Result {
  return start(at, 'refuse', {
    bare: true,
    program: usual.emulated ? entrance('probe/refuse') : probeProgram('refuse'),
    args: [
      ...[...refusals, '--', '/usr/bin/env', `LD_PRELOAD=${usual.object(library)}`],
      ...[`CHAOS_CONFIG_DIR=${at.run}`, probeProgram(probe), ...args],
    ],
    environment,
  });
}
