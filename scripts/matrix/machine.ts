import { existsSync } from 'node:fs';
import { execute } from '../check/command.ts';
import { provide } from '../check/tools.ts';
import { say } from './say.ts';

/** This machine's architecture, as cells name it. */
export const hostArch = process.arch === 'arm64' ? 'arm64' : 'amd64';

/** Where the kernel is told what runs programs of other machines. */
const FORMATS = '/proc/sys/fs/binfmt_misc';

const EMULATORS: Record<string, string> = { amd64: 'qemu-x86_64', arm64: 'qemu-aarch64' };

/** Installs what brings these tools, unless they are there, and says so. Throws when that cannot be done. */
export async function provideTools(packages: Record<string, string[]>): Promise<void> {
  const { installed, missing, reason } = await provide(packages);
  if (missing.length > 0) throw new Error(`there is no ${missing.join(', no ')}: ${reason}`);
  if (installed.length > 0) say(`installed ${installed.join(', ')}`);
}

/** Has the kernel run programs of an architecture with QEMU. */
export async function emulate(arch: string): Promise<void> {
  const emulator = EMULATORS[arch] ?? arch;
  if (existsSync(`${FORMATS}/${emulator}`)) return;
  await provideTools({ [`${emulator}-static`]: ['qemu-user-static'], 'update-binfmts': ['binfmt-support'] });
  if (!existsSync(`${FORMATS}/register`)) await execute('mount', ['-t', 'binfmt_misc', 'binfmt_misc', FORMATS]);
  const { output } = await execute('update-binfmts', ['--enable', emulator]);
  if (!existsSync(`${FORMATS}/${emulator}`)) throw new Error(`the kernel does not take ${emulator}: ${output}`);
  say(`enabled ${emulator}`);
}
