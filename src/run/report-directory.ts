import {
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { codeOf, reasonOf, ToolError, UsageError } from '../error.ts';

export const REPORT = 'report.json';
export const SUMMARY = 'summary.md';

/** The file in which a report keeps the rules that a library had. */
export function ruleFile(library: string): string {
  return `${library}.conf`;
}

/** Where the reports of a run go that is repeated so many times: into the directory itself, or numbered ones below it. */
export function reportDirectories(directory: string, repeat: number): string[] {
  if (repeat === 1) return [directory];
  return Array.from({ length: repeat }, (_, index) => join(directory, String(index + 1)));
}

/** The parts of a report file, in order: large reports are never one string. */
export type Chunks = Iterable<string>;

/**
 * Throws a UsageError when a file is where a directory for a report has to be, or on the way to it. Asked before anything is
 * started: what is there later is no mistake of the user.
 */
export function refuseFile(directory: string): void {
  const path = resolve(directory);
  let existing = path;
  while (!statusOf(existing)) existing = dirname(existing);
  if (statusOf(existing)?.isDirectory()) return;
  if (existing === path) throw new UsageError(`the report directory ${directory} is a file; name a directory`);
  throw new UsageError(`the report directory ${directory} cannot be made: ${existing} is a file; name another one`);
}

/**
 * Makes the directory for a report ready: there, writable, and without the report of an earlier run, which nobody shall take
 * for that of this one. `files` are the names that the report will have. Throws a ToolError when that cannot be done.
 */
export function prepareReportDirectory(directory: string, files: string[]): void {
  try {
    makeDirectories(directory);
    const probe = temporaryName(directory, 'probe');
    closeSync(openSync(probe, 'wx'));
    rmSync(probe);
    for (const file of files) makeRoom(join(directory, file));
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw new ToolError(`the report directory ${directory} cannot be written: ${reasonOf(error)}; name another one`, {
      cause: error,
    });
  }
}

/** Removes a file if it is there. Not `rmSync`, which tells of one that may not be removed as of a path that is none. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Removes a directory if it is there, and nothing is in it. */
export function removeEmptyDirectory(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!['ENOTEMPTY', 'ENOENT'].includes(codeOf(error) ?? '')) throw error; // another run may have removed it
  }
}

function makeRoom(path: string): void {
  try {
    removeFile(path);
  } catch (error) {
    throw new ToolError(`${path} is in the way of the report, and cannot be removed: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** Not `recursive: true`: that never returns where the parent exists and mkdir says ENOENT all the same, as below /proc. */
function makeDirectories(directory: string): void {
  if (statusOf(directory)) return;
  const parent = dirname(resolve(directory));
  if (parent !== resolve(directory)) makeDirectories(parent);
  try {
    mkdirSync(directory);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error; // somebody else made it meanwhile
  }
}

/** What is at a path; undefined when that cannot be seen. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Writes the files of a report in their order, and tells where they are. The command, or another run, may have removed the
 * directory, as `git clean` does: then it is made again. Of a report that cannot be written nothing stays. Throws a ToolError.
 */
export function writeReportFiles(directory: string, files: readonly (readonly [name: string, Chunks])[]): string[] {
  const written: string[] = [];
  try {
    for (const [name, chunks] of files) {
      prepareReportDirectory(directory, []);
      written.push(writeReportFile(directory, name, chunks));
    }
    return written;
  } catch (error) {
    for (const path of written) discard(path);
    throw error;
  }
}

/** Writes one file of a report in such a way that whoever looks sees all of it or nothing. Throws a ToolError. */
function writeReportFile(directory: string, file: string, chunks: Chunks): string {
  const path = join(directory, file);
  const temporary = temporaryName(directory, file);
  try {
    writeChunks(temporary, chunks);
    renameSync(temporary, path);
    return path;
  } catch (error) {
    discard(temporary);
    throw new ToolError(`cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Removes a file as far as the system lets us. */
function discard(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // it was not made, or somebody else has removed it
  }
}

/** Pieces are gathered up to this many characters before they are written. */
const BATCH = 256 * 1024;

function writeChunks(path: string, chunks: Chunks): void {
  const descriptor = openSync(path, 'wx');
  try {
    let batch = '';
    for (const chunk of chunks) {
      batch += chunk;
      if (batch.length < BATCH) continue;
      writeAll(descriptor, batch);
      batch = '';
    }
    writeAll(descriptor, batch);
  } finally {
    closeSync(descriptor);
  }
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

function temporaryName(directory: string, file: string): string {
  return join(directory, `.${file}.${process.pid}.tmp`);
}
