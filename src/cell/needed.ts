import type { ReadAt } from './elf.ts';

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_NULL = 0;
const DT_NEEDED = 1;
const DT_STRTAB = 5;
/** More than any program has of what is read here. */
const MOST_ENTRIES = 4096;
const LONGEST_NAME_BYTES = 256;

interface ProgramHeader {
  type: number;
  offset: number;
  address: number;
  size: number;
}

/**
 * The libraries that a 64-bit little-endian program asks its loader for, from its program headers; none where they make no
 * sense.
 */
export function neededLibraries(programHeaders: Buffer, readAt: ReadAt): string[] {
  const headers = parseHeaders(programHeaders);
  const dynamic = headers.find(({ type }) => type === PT_DYNAMIC);
  if (!dynamic) return [];
  const entries = readAt(dynamic.offset, Math.min(dynamic.size, MOST_ENTRIES * 16));
  const names: number[] = [];
  let strings: number | undefined;
  for (let at = 0; at + 16 <= entries.length; at += 16) {
    const tag = numberAt(entries, at);
    const value = numberAt(entries, at + 8);
    if (tag === DT_NULL) break;
    if (tag === DT_NEEDED) names.push(value);
    if (tag === DT_STRTAB) strings = fileOffset(headers, value);
  }
  if (strings === undefined) return [];
  const table = strings;
  return names.map((name) => textAt(readAt, table + name)).filter(Boolean);
}

function parseHeaders(table: Buffer): ProgramHeader[] {
  return Array.from({ length: Math.floor(table.length / 56) }, (_, i) => {
    const at = i * 56;
    return {
      type: table.readUInt32LE(at),
      offset: numberAt(table, at + 8),
      address: numberAt(table, at + 16),
      size: numberAt(table, at + 32),
    };
  });
}

function fileOffset(headers: ProgramHeader[], address: number): number | undefined {
  const segment = headers.find(
    (header) => header.type === PT_LOAD && address >= header.address && address < header.address + header.size,
  );
  return segment && segment.offset + (address - segment.address);
}

/** A name that ends with a NUL; empty where there is none. */
export function textAt(readAt: ReadAt, offset: number): string {
  const bytes = readAt(offset, LONGEST_NAME_BYTES);
  const end = bytes.indexOf(0);
  return end < 0 ? '' : bytes.toString('utf8', 0, end);
}

/** A number of eight bytes. What is too large for a place in a file becomes one that no file has. */
export function numberAt(bytes: Buffer, at: number): number {
  const number = bytes.readBigUInt64LE(at);
  return number > 0x7fffffffn ? 0x7fffffff : Number(number);
}
