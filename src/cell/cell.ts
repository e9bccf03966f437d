/** A combination of libc and architecture for which libraries are built. */
export interface Cell {
  libc: 'glibc' | 'musl';
  arch: 'amd64' | 'arm64';
}

/** `glibc-amd64`: as in the libraries' file names. */
export function cellName(cell: Cell): string {
  return `${cell.libc}-${cell.arch}`;
}

export const cells: Cell[] = [
  { libc: 'glibc', arch: 'amd64' },
  { libc: 'glibc', arch: 'arm64' },
  { libc: 'musl', arch: 'amd64' },
  { libc: 'musl', arch: 'arm64' },
];

/** Why no library can be loaded into a program. */
export type Obstacle =
  | 'not-found'
  | 'directory'
  | 'not-executable'
  | 'unreadable'
  | 'empty'
  | 'malformed'
  | 'static'
  | 'secure'
  | 'environment'
  | 'other-architecture'
  | 'other-libc';

/** Whether a library can be loaded into a program, and which. `path` is the program that was looked at last; absent when none was found. `machine` is what it was built for, where that is the obstacle. `sanitizer` is a runtime that it needs, which has to be loaded first. */
export type Detection =
  | { covered: true; cell: Cell; path: string; loader: string; sanitizer?: string }
  | { covered: false; reason: Obstacle; detail: string; path?: string; machine?: string };
