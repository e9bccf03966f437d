import { closeSync, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { basename } from 'node:path';
import { reasonOf } from '../error.ts';
import type { Cell, Detection, Obstacle } from './cell.ts';
import { archOf, type Elf, hasElfMagic, machineName, parseElf } from './elf.ts';
import { lookUp } from './lookup.ts';
import { readerOf } from './reader.ts';
import { addressSanitizer } from './sanitizer.ts';
import { parseEnvArgument, parseShebang } from './shebang.ts';

/** As many interpreters of interpreters as are followed; Linux itself stops at five. */
const MOST_STEPS = 8;

const LOADERS: Record<string, Cell> = {
  'ld-linux-x86-64.so.2': { libc: 'glibc', arch: 'amd64' },
  'ld-linux-aarch64.so.1': { libc: 'glibc', arch: 'arm64' },
  'ld-musl-x86_64.so.1': { libc: 'musl', arch: 'amd64' },
  'ld-musl-aarch64.so.1': { libc: 'musl', arch: 'arm64' },
};

/**
 * Finds out which libraries fit the program that `command` would start: from its ELF loader or, for a script, from that of
 * its interpreter (through `#!/usr/bin/env` too). `path` is the command's PATH and `cwd` its working directory.
 * File capabilities, which make a program refuse preloading as setuid does, are not looked at. Throws nothing.
 */
export function detectCell(command: string, path: string | undefined, cwd: string): Detection {
  let name = command;
  for (let step = 0; step < MOST_STEPS; step++) {
    const lookup = lookUp(name, path, cwd);
    if ('missing' in lookup) {
      const detail = name === command ? lookup.detail : `${lookup.detail}; it is the interpreter of ${command}`;
      return { covered: false, reason: lookup.missing, detail };
    }
    const next = inspect(lookup.found);
    if (typeof next !== 'string') return next;
    name = next;
  }
  return obstacle('malformed', `${command} is a script whose interpreters are scripts, more than ${MOST_STEPS} deep`);
}

/** Looks at one file: the answer, or the name of the program that runs it. */
function inspect(path: string): Detection | string {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    return obstacle('unreadable', `${path} cannot be read to find its loader: ${reasonOf(error)}`, path);
  }
  try {
    const status = fstatSync(descriptor);
    const readAt = readerOf(descriptor);
    if (status.size === 0) return obstacle('empty', `${path} is an empty file`, path);
    const start = readAt(0, 256);
    if (!hasElfMagic(start)) return inspectScript(path, start);
    return inspectElf(path, whySecure(descriptor, status), parseElf(readAt));
  } catch (error) {
    return obstacle('malformed', `${path} cannot be read to find its loader: ${reasonOf(error)}`, path);
  } finally {
    closeSync(descriptor);
  }
}

function inspectScript(path: string, start: Buffer): Detection | string {
  const shebang = parseShebang(start);
  if (!shebang) {
    if (start.includes(0)) return obstacle('malformed', `${path} is neither a program nor a script`, path);
    return '/bin/sh'; // as execvp does with a text that has no #! line
  }
  if (!shebang.interpreter) return obstacle('malformed', `${path} has a #! line that names no interpreter`, path);
  if (basename(shebang.interpreter) !== 'env' || !shebang.argument) return shebang.interpreter;
  const call = parseEnvArgument(shebang.argument);
  if (!call) return shebang.interpreter;
  if (!call.scrubs) return call.program;
  return obstacle('environment', `${path} runs ${call.program} through env, which takes LD_PRELOAD away from it`, path);
}

function inspectElf(path: string, secure: string | undefined, elf: Elf | string): Detection {
  if (typeof elf === 'string') return obstacle('malformed', `${path} is a broken program: ${elf}`, path);
  const arch = archOf(elf);
  if (!arch) {
    const name = machineName(elf.machine);
    const machine = elf.bits === 32 && !name.startsWith('32') ? `32-bit ${name}` : name;
    const detail = `${path} is a program for ${machine}`;
    return { covered: false, reason: 'other-architecture', detail, path, machine };
  }
  if (elf.kind === 'other') return obstacle('malformed', `${path} is an ELF file, but no program`, path);
  // A loader that is itself the command runs a program, into which it loads libraries as into any.
  const loader = elf.loader ?? (Object.hasOwn(LOADERS, basename(path)) ? path : undefined);
  if (loader === undefined) {
    const kind = elf.kind === 'fixed' ? 'statically linked' : 'statically linked (static-pie)';
    return obstacle('static', `${path} is ${kind}: it loads no libraries`, path);
  }
  const cell = LOADERS[basename(loader)];
  if (cell?.arch !== arch) {
    return obstacle(
      'other-libc',
      `${path} wants the loader ${loader}, which is neither glibc's nor musl's for ${arch}`,
      path,
    );
  }
  if (secure) return obstacle('secure', `${path} ${secure}: the loader ignores LD_PRELOAD for it`, path);
  const sanitizer = addressSanitizer(elf.needed ?? []);
  const found = { covered: true as const, cell, path, loader };
  return sanitizer === undefined ? found : { ...found, sanitizer };
}

function whySecure(descriptor: number, status: Stats): string | undefined {
  const setuid = (status.mode & 0o4000) !== 0 && status.uid !== process.getuid?.();
  const setgid = (status.mode & 0o2010) === 0o2010 && status.gid !== process.getgid?.();
  if ((!setuid && !setgid) || gainsNothing(descriptor)) return undefined;
  return setuid ? 'is setuid' : 'is setgid';
}

/** Whether rights are gained neither in this process (no_new_privs) nor where the file is mounted (nosuid). */
function gainsNothing(descriptor: number): boolean {
  try {
    if (/^NoNewPrivs:\s*1$/m.test(readFileSync('/proc/self/status', 'utf8'))) return true;
    const [, mount] = /^mnt_id:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')) ?? [];
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    const options = mounts.map((line) => line.split(' ')).find(([id]) => id === mount)?.[5];
    return options?.split(',').includes('nosuid') ?? false;
  } catch {
    return false;
  }
}

function obstacle(reason: Obstacle, detail: string, path?: string): Detection {
  return path === undefined ? { covered: false, reason, detail } : { covered: false, reason, detail, path };
}
