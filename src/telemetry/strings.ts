import { HEADER_SIZE } from './header.ts';
import { viewOf } from './view.ts';

/** Twice the longest path that Linux accepts; what is longer is cut. */
const LONGEST = 8192;

/** The string that a reference means; empty where it means none or nothing valid. */
export type Strings = (reference: number) => string;

/**
 * Decodes the strings of a telemetry file, each reference once. Bytes that are not UTF-8 become U+FFFD. Valid strings do not
 * overlap, so together they are no longer than the file: beyond that references come from a damaged file and are empty.
 */
export function stringsOf(bytes: Uint8Array): Strings {
  const view = viewOf(bytes);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const known = new Map<number, string>();
  let left = bytes.byteLength;

  const decode = (offset: number): string => {
    if (offset < HEADER_SIZE || offset + 4 > bytes.byteLength) return '';
    const length = view.getUint32(offset, true);
    const start = offset + 4;
    const decoded = Math.min(length, LONGEST);
    if (start + length > bytes.byteLength || decoded > left) return '';
    left -= decoded;
    return decoder.decode(bytes.subarray(start, start + decoded));
  };

  return (reference) => {
    if (reference === 0) return '';
    let text = known.get(reference);
    if (text === undefined) {
      text = decode(reference * 8);
      known.set(reference, text);
    }
    return text;
  };
}
