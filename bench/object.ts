import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Figure, figure } from './figure.ts';

const PT_DYNAMIC = 2;
const PT_TLS = 7;
const DT_NEEDED = 1;
const DT_VERNEEDNUM = 0x6fffffff;
const SIZE_BUDGET = 48 * 1024;
/** Of all six libraries together, in each thread. */
const TLS_BUDGET = 4096;

/** What can be read off shared objects (64-bit, little-endian): their sizes, the thread-local storage they take, and what they need of the libc. */
export function measureObjects(paths: string[]): Figure[] {
  const objects = paths.map((path) => ({ scenario: basename(path), elf: readFileSync(path) }));
  const row = (scenario: string, what: string, preloaded: number, budget: number | null) =>
    figure({ group: 'object', scenario, what, unit: 'bytes', bare: 0, preloaded, budget });
  const all = objects.reduce((sum, { elf }) => sum + threadLocalBytes(elf), 0);
  return [
    ...objects.map(({ scenario, elf }) => row(scenario, 'size of the file', elf.length, SIZE_BUDGET)),
    ...objects.map(({ scenario, elf }) => row(scenario, 'thread-local storage', threadLocalBytes(elf), null)),
    row('', 'thread-local storage of all', all, TLS_BUDGET),
    ...objects.map(({ scenario, elf }) => row(scenario, 'libraries and versions needed', needs(elf), 0)),
  ];
}

function threadLocalBytes(elf: Buffer): number {
  return segment(elf, PT_TLS)?.memory ?? 0;
}

/** How many libraries and symbol versions the loader must find: with none of either, any libc will do. */
function needs(elf: Buffer): number {
  const { offset = 0, size = 0 } = segment(elf, PT_DYNAMIC) ?? {};
  let count = 0;
  for (let at = offset; at < offset + size; at += 16) {
    const tag = Number(elf.readBigInt64LE(at));
    if (tag === DT_NEEDED) count++;
    if (tag === DT_VERNEEDNUM) count += Number(elf.readBigInt64LE(at + 8));
  }
  return count;
}

function segment(elf: Buffer, type: number): { offset: number; size: number; memory: number } | null {
  const table = Number(elf.readBigUInt64LE(32));
  const entrySize = elf.readUInt16LE(54);
  for (let entry = 0; entry < elf.readUInt16LE(56); entry++) {
    const at = table + entry * entrySize;
    const field = (offset: number) => Number(elf.readBigUInt64LE(at + offset));
    if (elf.readUInt32LE(at) === type) return { offset: field(8), size: field(32), memory: field(40) };
  }
  return null;
}
