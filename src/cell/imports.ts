import type { ReadAt } from './elf.ts';
import { textAt } from './needed.ts';
import type { Sections } from './section.ts';

const SHT_DYNSYM = 11;
const SHN_UNDEF = 0;
const ENTRY_SIZE = 24;
/** More than any program imports, and linkers put that before what is exported. */
const MOST_ENTRIES = 16_384;

/** The names that a program with these sections imports. */
export function importedNames({ sections }: Sections, readAt: ReadAt): string[] {
  const symbols = sections.find(({ type }) => type === SHT_DYNSYM);
  const text = symbols && sections[symbols.link];
  if (!text) return [];
  const table = readAt(symbols.offset, Math.min(symbols.size, MOST_ENTRIES * ENTRY_SIZE));
  const names: number[] = [];
  for (let at = ENTRY_SIZE; at + ENTRY_SIZE <= table.length; at += ENTRY_SIZE)
    if (table.readUInt16LE(at + 6) === SHN_UNDEF) names.push(table.readUInt32LE(at));
  return names.map((name) => textAt(readAt, text.offset + name));
}
