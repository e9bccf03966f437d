import { type MistakeCode, ProfileError } from './mistake.ts';

export const SIZE_LIMIT_BYTES = 1024 * 1024;

/** The text of a profile file and where its lines begin. */
export interface Source {
  path: string;
  text: string;
  /** Offset of the first character of each line. */
  lineStarts: readonly number[];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NOT_TEXT = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/g;

/** Decodes a profile file. Throws a ProfileError when it is too large or not text. */
export function readSource(bytes: Uint8Array, path: string): Source {
  if (bytes.length > SIZE_LIMIT_BYTES) {
    throw unreadable(
      path,
      'too-large',
      'the file has more than 1 MiB, a profile at most that',
      'is this the right file?',
    );
  }
  const source = sourceOf(decode(bytes, path), path);
  const found = source.text.match(NOT_TEXT);
  if (found) {
    const { line, column } = positionAt(source, source.text.search(NOT_TEXT));
    const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    const others = found.length > 1 ? `, and ${found.length - 1} more of the kind` : '';
    throw new ProfileError([
      {
        code: 'control-character',
        path,
        line,
        column,
        message: `the file contains the control character U+${code}${others}`,
        hint: 'remove it; is this the right file?',
        sourceLine: lineAt(source, line),
      },
    ]);
  }
  return source;
}

/** Line and column, both from 1, of an offset into the text. */
export function positionAt(source: Source, offset: number): { line: number; column: number } {
  let low = 0;
  let high = source.lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - (source.lineStarts[low] ?? 0) + 1 };
}

/** The text of a line (from 1) without its ending. */
export function lineAt(source: Source, line: number): string {
  const end = source.lineStarts[line];
  return source.text.slice(source.lineStarts[line - 1], end).replace(/\r?\n$/, '');
}

function sourceOf(text: string, path: string): Source {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { path, text, lineStarts };
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw unreadable(
      path,
      'not-utf8',
      utf16 ? 'the file is UTF-16 text' : 'the file is not UTF-8 text',
      'save it as UTF-8',
      utf16 ? {} : firstInvalid(bytes),
    );
  }
}

/** Where the first byte sequence that is not UTF-8 stands. */
function firstInvalid(bytes: Uint8Array): { line: number; column: number; sourceLine: string } {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let line = 1;
  for (let start = 0; ; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    const part = bytes.subarray(start, end);
    try {
      strict.decode(part);
      start = end + 1;
    } catch {
      const sourceLine = new TextDecoder().decode(part).replace(/\r$/, '');
      return { line, column: sourceLine.indexOf('\ufffd') + 1, sourceLine };
    }
  }
}

function unreadable(
  path: string,
  code: MistakeCode,
  message: string,
  hint: string,
  position: { line?: number; column?: number; sourceLine?: string } = {},
): ProfileError {
  return new ProfileError([{ code, path, line: 1, column: 1, message, hint, sourceLine: '', ...position }]);
}
