import type { Cell } from './cell.ts';
import { neededLibraries } from './needed.ts';

/** What an executable file says about the machine and the loader that it wants. */
export interface Elf {
  bits: 32 | 64;
  bigEndian: boolean;
  machine: number;
  /** `fixed` (ET_EXEC), `movable` (ET_DYN: a position-independent executable or a shared object), or another kind of file. */
  kind: 'fixed' | 'movable' | 'other';
  /** Path of the loader (PT_INTERP); absent in a static program. */
  loader?: string;
  /** The libraries that it names; none are read of a program without a loader. */
  needed?: string[];
}

/** Reads `length` bytes at `offset`; fewer, when the file ends before. */
export type ReadAt = (offset: number, length: number) => Buffer;

const MACHINES: Record<number, string> = {
  3: '32-bit x86',
  8: 'mips',
  20: '32-bit powerpc',
  21: 'ppc64',
  22: 's390',
  40: '32-bit arm',
  62: 'amd64',
  183: 'arm64',
  243: 'riscv',
  258: 'loongarch',
};

/** The name of an ELF machine number, as people say it. */
export function machineName(machine: number): string {
  return MACHINES[machine] ?? `machine ${machine}`;
}

/** The architecture of a file, if it is one of those for which libraries are built. */
export function archOf({ bits, bigEndian, machine }: Elf): Cell['arch'] | undefined {
  const name = machineName(machine);
  return bits === 64 && !bigEndian && (name === 'amd64' || name === 'arm64') ? name : undefined;
}

export function hasElfMagic(start: Buffer): boolean {
  return start.length >= 4 && start.readUInt32BE(0) === 0x7f454c46;
}

/** Reads the headers of an ELF file. Returns what is broken, in words, when they make no sense. */
export function parseElf(readAt: ReadAt): Elf | string {
  const header = readAt(0, 64);
  if (header.length < 52) return 'the ELF header is cut off';
  const bits = header[4] === 2 ? 64 : header[4] === 1 ? 32 : undefined;
  const bigEndian = header[5] === 2;
  if (!bits) return `the ELF class is ${header[4]}`;
  if (!bigEndian && header[5] !== 1) return `the ELF byte order is ${header[5]}`;
  const u16 = (at: number) => (bigEndian ? header.readUInt16BE(at) : header.readUInt16LE(at));
  const type = u16(16);
  const kind = type === 2 ? 'fixed' : type === 3 ? 'movable' : 'other';
  const elf: Elf = { bits, bigEndian, machine: u16(18), kind };
  if (bits === 32 || bigEndian) return elf;
  if (header.length < 64) return 'the ELF header is cut off';
  const table = programHeaders(header, readAt);
  if (typeof table === 'string') return table;
  const loader = findLoader(table, readAt);
  if (typeof loader === 'string') return { ...elf, loader, needed: neededLibraries(table, readAt) };
  return loader?.broken ?? elf;
}

/** The program headers, or what is broken about them. */
function programHeaders(header: Buffer, readAt: ReadAt): Buffer | string {
  const offset = header.readBigUInt64LE(32);
  const entrySize = header.readUInt16LE(54);
  const entries = header.readUInt16LE(56);
  if (entries === 0) return 'it has no program headers';
  if (entrySize !== 56 || offset > 0x7fffffffn) return 'its program headers make no sense';
  const table = readAt(Number(offset), entrySize * entries);
  return table.length < entrySize * entries ? 'its program headers are cut off' : table;
}

function findLoader(table: Buffer, readAt: ReadAt): string | { broken: string } | undefined {
  for (let at = 0; at < table.length; at += 56) {
    if (table.readUInt32LE(at) !== PT_INTERP) continue;
    const start = table.readBigUInt64LE(at + 8);
    const size = table.readBigUInt64LE(at + 32);
    if (size < 2n || size > 4096n || start > 0x7fffffffn) return { broken: "its loader's name makes no sense" };
    const name = readAt(Number(start), Number(size));
    const end = name.indexOf(0);
    return name.length < Number(size) || end < 1
      ? { broken: "its loader's name is cut off" }
      : name.toString('utf8', 0, end);
  }
  return undefined;
}

const PT_INTERP = 3;
