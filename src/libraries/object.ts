import { type Cell, cellName } from '../cell/cell.ts';

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
