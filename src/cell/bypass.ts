import type { Way } from '../report/bypass.ts';
import { archOf, hasElfMagic, parseElf, type ReadAt } from './elf.ts';
import { hasSection } from './section.ts';

const LIBURING = /^liburing\b.*\.so/;
/** Written by Go's linker, and left there by strip. */
const OF_GO = ['.go.buildinfo', '.note.go.buildid'];

/** The ways past the C library that a program's file tells of; of libraries only those that it names itself. */
export function waysPast(readAt: ReadAt): Way[] {
  if (!hasElfMagic(readAt(0, 4))) return [];
  const elf = parseElf(readAt);
  if (typeof elf === 'string' || !archOf(elf)) return [];
  const ways: Way[] = [];
  if (elf.needed?.some((name) => LIBURING.test(name))) ways.push('liburing');
  if (hasSection(OF_GO, readAt)) ways.push('go');
  return ways;
}
