import { spawnSync } from 'node:child_process';
import { machineName } from '../../src/cell/elf.ts';
import { cellToolchain, probeProgram } from '../../test/c/build.ts';
import { hostArch } from './machine.ts';
import type { Place } from './place.ts';

/** What a program found out about where it runs. */
export interface Inside {
  /** As `uname -m` says. */
  machine: string;
  /** As the header of the program's own file says. */
  elf: string;
  loader: string;
  libc: string;
  /** Whether it is not the processor itself that runs the program. */
  emulated: boolean;
}

/** As uname says them. */
const UNAME: Record<string, string> = { amd64: 'x86_64', arm64: 'aarch64' };

/** Runs a program that looks around in a cell. Throws when it does not run, or is not of the cell. */
export function lookInside(place: Place): Inside {
  const { cell, version } = place;
  const toolchain = cellToolchain(place);
  const [program = '', ...args] = [...toolchain.within, probeProgram('inside', toolchain)];
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
  const [machine = '', number = '', loader = '', libc = ''] = stdout.trim().split(' ');
  const elf = machineName(Number(number));
  const [, arch = ''] = cell.split('-');
  if (status !== 0 || elf !== arch || machine !== UNAME[arch] || libc !== toolchain.libc)
    throw new Error(`a program of ${cell} does not run as one: ${stdout}${stderr}`);
  return { machine, elf, loader, libc: `${libc} ${version}`, emulated: arch !== hostArch };
}
