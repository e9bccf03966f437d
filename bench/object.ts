import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Figure, figure } from './figure.ts';

const PT_TLS = 7;
const SIZE_BUDGET = 48 * 1024;
/** All six libraries together: 4 KiB in each thread. */
const TLS_BUDGET = Math.floor(4096 / 6);

/** What can be read off a shared object (64-bit, little-endian): its size and the thread-local storage it takes, in bytes. */
export function measureObject(path: string): Figure[] {
  const bytes = readFileSync(path);
  const measured = [
    { what: 'size of the file', preloaded: bytes.length, budget: SIZE_BUDGET },
    { what: 'thread-local storage', preloaded: threadLocalBytes(bytes), budget: TLS_BUDGET },
  ];
  return measured.map((rest) => figure({ group: 'object', scenario: basename(path), unit: 'bytes', bare: 0, ...rest }));
}

function threadLocalBytes(elf: Buffer): number {
  const table = Number(elf.readBigUInt64LE(32));
  const entrySize = elf.readUInt16LE(54);
  for (let entry = 0; entry < elf.readUInt16LE(56); entry++) {
    const at = table + entry * entrySize;
    if (elf.readUInt32LE(at) === PT_TLS) return Number(elf.readBigUInt64LE(at + 40));
  }
  return 0;
}
