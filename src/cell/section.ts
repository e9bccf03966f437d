import type { ReadAt } from './elf.ts';
import { numberAt } from './needed.ts';

const ENTRY_SIZE = 64;
/** More than any program has of sections, and of their names. */
const MOST_ENTRIES = 4096;
const MOST_NAME_BYTES = 256 * 1024;

export interface Section {
  /** Where its name begins in the text of names. */
  name: number;
  type: number;
  offset: number;
  size: number;
  /** Which section it refers to. */
  link: number;
}

export interface Sections {
  sections: readonly Section[];
  /** The one with their names. */
  names?: Section | undefined;
}

/** The sections of a 64-bit little-endian program; none where its headers make no sense. */
export function readSections(readAt: ReadAt): Sections {
  const header = readAt(0, 64);
  if (header.length < 64 || header.readUInt16LE(58) !== ENTRY_SIZE) return { sections: [] };
  const entries = Math.min(header.readUInt16LE(60), MOST_ENTRIES);
  const table = readAt(numberAt(header, 40), entries * ENTRY_SIZE);
  const sections = Array.from({ length: Math.floor(table.length / ENTRY_SIZE) }, (_, i) => {
    const at = i * ENTRY_SIZE;
    return {
      name: table.readUInt32LE(at),
      type: table.readUInt32LE(at + 4),
      offset: numberAt(table, at + 24),
      size: numberAt(table, at + 32),
      link: table.readUInt32LE(at + 40),
    };
  });
  return { sections, names: sections[header.readUInt16LE(62)] };
}

/** Whether a program has a section of one of these names. */
export function hasSection(wanted: readonly string[], { sections, names }: Sections, readAt: ReadAt): boolean {
  if (!names) return false;
  const text = readAt(names.offset, Math.min(names.size, MOST_NAME_BYTES));
  const texts = wanted.map((name) => Buffer.from(`${name}\0`));
  return sections.some(({ name }) => texts.some((bytes) => text.subarray(name, name + bytes.length).equals(bytes)));
}
