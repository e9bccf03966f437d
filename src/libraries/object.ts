import { type Cell, cellName } from '../cell/cell.ts';
import { archOf, parseElf } from '../cell/elf.ts';

/** A library of one cell whose bytes were verified; `path` is where it was found, if it can be used from there. */
export interface LibraryObject {
  file: string;
  bytes: Buffer;
  path?: string;
}

/** `libchaos-io-glibc-amd64.so` */
export function libraryFile(library: string, cell: Cell): string {
  return `libchaos-${library}-${cellName(cell)}.so`;
}

/** What these bytes are instead of a library of the cell; undefined when they are one. */
export function whatIsWrong(bytes: Buffer, { arch }: Cell): string | undefined {
  const elf = parseElf((offset, length) => bytes.subarray(offset, offset + length));
  if (typeof elf === 'string') return `as no library: ${elf}`;
  const right = elf.kind === 'movable' && archOf(elf) === arch;
  return right ? undefined : `for another machine than ${arch}`;
}
