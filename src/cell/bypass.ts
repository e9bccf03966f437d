import type { Way } from '../report/bypass.ts';
import { archOf, hasElfMagic, parseElf, type ReadAt } from './elf.ts';
import { importedNames } from './imports.ts';
import { hasSection, readSections } from './section.ts';

/** Libraries that make system calls themselves. */
const OF_LIBRARIES = { liburing: /^liburing\b.*\.so/, libaio: /^libaio\b.*\.so/ };
const POSIX_AIO = /^(aio_(read|write|fsync)|lio_listio)(64)?$/;
/** Written by Go's linker, and left there by strip. */
const OF_GO = ['.go.buildinfo', '.note.go.buildid'];

/** The ways past the libraries that a program's file tells of; of libraries only those that it names itself. */
export function waysPast(readAt: ReadAt): Way[] {
  if (!hasElfMagic(readAt(0, 4))) return [];
  const elf = parseElf(readAt);
  if (typeof elf === 'string' || !archOf(elf)) return [];
  const ways: Way[] = [];
  for (const way of ['liburing', 'libaio'] as const)
    if (elf.needed?.some((name) => OF_LIBRARIES[way].test(name))) ways.push(way);
  const sections = readSections(readAt);
  if (importedNames(sections, readAt).some((name) => POSIX_AIO.test(name))) ways.push('posix-aio');
  if (hasSection(OF_GO, sections, readAt)) ways.push('go');
  return ways;
}
