import type { Cell } from '../cell/cell.ts';
import { reasonOf } from '../error.ts';
import { pack, unpack } from './archive.ts';
import { digestOf, parseChecksums } from './checksums.ts';
import { type LibraryObject, libraryFile, whatIsWrong } from './object.ts';

const SUMS = 'SHA256SUMS';

/** What is kept: the libraries, with their digests under the key for which they were built. */
export function packBuilt(objects: LibraryObject[], key: string): Buffer {
  const sums = objects.map(({ file, bytes }) => `${digestOf(bytes)}  ${file}\n`);
  const files = objects.map(({ file, bytes }): [string, Buffer] => [file, bytes]);
  return pack(new Map([[SUMS, Buffer.from(`# ${key}\n${sums.join('')}`)], ...files]));
}

/** The libraries of what was kept, or what is wrong with it. */
export function unpackBuilt(kept: Buffer, key: string, cell: Cell, all: string[]): LibraryObject[] | string {
  let files: Map<string, Buffer>;
  try {
    files = unpack(kept);
  } catch (error) {
    return reasonOf(error);
  }
  const recorded = files.get(SUMS)?.toString('utf8') ?? '';
  if (!recorded.startsWith(`# ${key}\n`)) return 'it is of other sources, or of another compiler';
  const sums = parseChecksums(recorded);
  const objects: LibraryObject[] = [];
  for (const library of all) {
    const file = libraryFile(library, cell);
    const bytes = files.get(file);
    if (!bytes) return `${file} is not in it`;
    if (digestOf(bytes) !== sums.get(file)) return `${file} was changed`;
    const wrong = whatIsWrong(bytes, cell);
    if (wrong) return `${file} is one ${wrong}`;
    objects.push({ file, bytes });
  }
  return objects;
}
