import { appendFileSync, closeSync, constants, fstatSync, readSync } from 'node:fs';
import { openRegularFile } from '../run/regular-file.ts';

const { O_RDWR, O_APPEND, O_CREAT } = constants;

/**
 * Ends the last line of a file of the runner: what the command wrote there may lack its line ending, and ours must not become
 * part of it. Throws when the command has put something else in its place, such as a pipe, which would make us wait for ever.
 */
export function endLastLine(file: string): void {
  withFile(file, O_RDWR | O_APPEND, endLine);
}

/**
 * Appends lines to a file of the runner, behind an empty line if there is something in it: that ends a block of HTML. Makes
 * the file if it is not there. Throws as endLastLine does.
 */
export function appendParagraph(file: string, lines: string): void {
  withFile(file, O_RDWR | O_APPEND | O_CREAT, (descriptor) => {
    const separator = endLine(descriptor) ? '\n' : '';
    appendFileSync(descriptor, `${separator}${lines}${lines.endsWith('\n') ? '' : '\n'}`);
  });
}

function withFile(file: string, flags: number, use: (descriptor: number) => void): void {
  const descriptor = openRegularFile(file, flags);
  try {
    use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Returns whether there is anything in the file. */
function endLine(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  if (last[0] !== 0x0a) appendFileSync(descriptor, '\n');
  return true;
}
