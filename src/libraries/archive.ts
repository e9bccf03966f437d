import { gunzipSync, gzipSync } from 'node:zlib';
import { type Cell, cellName } from '../cell/cell.ts';

const BLOCK = 512;
/** Far more than all libraries of a cell. */
const MOST_BYTES = 32 * 1024 * 1024;

/** The archive of a cell's libraries, as a release publishes it. */
export function archiveFile(cell: Cell): string {
  return `libchaos-${cellName(cell)}.tar.gz`;
}

/** Packs files into a compressed tar archive: the same files give the same bytes. */
export function pack(files: Map<string, Buffer>): Buffer {
  const blocks = [...files].flatMap(([name, bytes]) => [headerOf(name, bytes.length), bytes, padding(bytes.length)]);
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 });
}

/** The regular files of a tar archive by their base names. Throws when it is damaged or too large. */
export function unpack(archive: Buffer): Map<string, Buffer> {
  const compressed = archive.length > 2 && archive.readUInt16BE(0) === 0x1f8b;
  const tar = compressed ? gunzipSync(archive, { maxOutputLength: MOST_BYTES }) : archive;
  const files = new Map<string, Buffer>();
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (header[0] === 0) return files;
    if (checksumOf(header) !== octal(header, 148, 8)) throw new Error('the archive is damaged');
    const size = octal(header, 124, 12);
    at += BLOCK;
    if (at + size > tar.length) break;
    const regular = header[156] === 0 || header[156] === 0x30;
    if (regular) files.set(text(header, 0, 100).replace(/.*\//, ''), tar.subarray(at, at + size));
    at += Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new Error('the archive is cut off');
}

function headerOf(name: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const put = (value: string, at: number) => header.write(value, at, 'latin1');
  put(name, 0);
  put('0000755\0', 100);
  put('0000000\0', 108);
  put('0000000\0', 116);
  put(`${size.toString(8).padStart(11, '0')}\0`, 124);
  put('00000000000\0', 136);
  put('0', 156);
  put('ustar\x0000', 257);
  put(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** The sum of a header's bytes, those of the sum itself taken for blanks. */
function checksumOf(header: Buffer): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

function octal(header: Buffer, at: number, length: number): number {
  const digits = text(header, at, length).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function text(header: Buffer, at: number, length: number): string {
  return header.toString('latin1', at, at + length).replace(/\0.*/s, '');
}
