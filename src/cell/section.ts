import type { ReadAt } from './elf.ts';
import { numberAt } from './needed.ts';

const ENTRY_SIZE = 64;
/** More than any program has of sections, and of their names. */
const MOST_ENTRIES = 4096;
const MOST_NAME_BYTES = 256 * 1024;

/** Whether a 64-bit little-endian program has a section of one of these names; it has none where its headers make no sense. */
export function hasSection(names: readonly string[], readAt: ReadAt): boolean {
  const header = readAt(0, 64);
  if (header.length < 64 || header.readUInt16LE(58) !== ENTRY_SIZE) return false;
  const entries = Math.min(header.readUInt16LE(60), MOST_ENTRIES);
  const table = readAt(numberAt(header, 40), entries * ENTRY_SIZE);
  const ofNames = header.readUInt16LE(62) * ENTRY_SIZE;
  if (ofNames + ENTRY_SIZE > table.length) return false;
  const text = readAt(numberAt(table, ofNames + 24), Math.min(numberAt(table, ofNames + 32), MOST_NAME_BYTES));
  const wanted = names.map((name) => Buffer.from(`${name}\0`));
  for (let at = 0; at + ENTRY_SIZE <= table.length; at += ENTRY_SIZE) {
    const start = table.readUInt32LE(at);
    if (wanted.some((name) => text.subarray(start, start + name.length).equals(name))) return true;
  }
  return false;
}
