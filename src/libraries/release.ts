import { join } from 'node:path';
import { type Cell, cellName } from '../cell/cell.ts';
import { reasonOf, ToolError } from '../error.ts';
import { VERSION } from '../version.ts';
import type { Obtained, Say, Wanted } from './acquire.ts';
import { archiveFile, unpack } from './archive.ts';
import { listedDigests } from './bundled.ts';
import { digestOf } from './checksums.ts';
import { download } from './download.ts';
import { type LibraryObject, libraryFile } from './object.ts';
import type { Supplies } from './supplies.ts';

/**
 * The libraries of a cell from the release of this very version, whose digests came with the installation, or from where they
 * were kept the last time. Throws a ToolError.
 */
export async function takeDownloaded(cell: Cell, wanted: Wanted, { downloads }: Supplies, say: Say): Promise<Obtained> {
  const { libraries, dist, baseUrl } = wanted;
  const digests = listedDigests(dist);
  const files = libraries.map((library) => libraryFile(library, cell));
  const unlisted = files.find((file) => !digests.has(`lib/${file}`));
  if (unlisted) throw new ToolError(`${unlisted} is not listed in ${join(dist, 'SHA256SUMS')}`);
  const name = archiveFile(cell);
  const keptAs = `v${VERSION}-${name}`;
  const kept = await downloads.take(keptAs);
  if (kept) {
    const objects = listedIn(kept, files, digests);
    if (typeof objects !== 'string') return { objects, how: 'downloaded before' };
    say(`chaos: libraries for ${cellName(cell)}: what was downloaded before cannot be used: ${objects}`);
  }
  const address = `${baseUrl.replace(/\/+$/, '')}/v${VERSION}/${name}`;
  const archive = await download(address);
  const objects = listedIn(archive, files, digests);
  if (typeof objects === 'string') throw new ToolError(`${address}: ${objects}`);
  try {
    await downloads.put(keptAs, archive);
  } catch (error) {
    say(`chaos: libraries for ${cellName(cell)}: what was downloaded cannot be kept: ${reasonOf(error)}`);
  }
  return { objects, how: `downloaded from ${address}` };
}

/** The files of an archive, if each is what SHA256SUMS says, or what is wrong. */
function listedIn(archive: Buffer, files: string[], digests: Map<string, string>): LibraryObject[] | string {
  let found: Map<string, Buffer>;
  try {
    found = unpack(archive);
  } catch (error) {
    return reasonOf(error);
  }
  const objects: LibraryObject[] = [];
  for (const file of files) {
    const bytes = found.get(file);
    if (!bytes) return `${file} is not in it`;
    if (digestOf(bytes) !== digests.get(`lib/${file}`))
      return `the SHA-256 of ${file} is not the one in dist/SHA256SUMS`;
    objects.push({ file, bytes });
  }
  return objects;
}
