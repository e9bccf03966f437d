import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RuleText } from '../compile/compile.ts';
import { reasonOf, ToolError } from '../error.ts';
import { ownerOnly } from '../owner-only.ts';
import { emptyTelemetry } from '../telemetry/header.ts';
import { encodeNoAnswers } from './answers.ts';
import { encodeControl, TELEMETRY_LIMIT_BYTES } from './control.ts';
import { readRegularFile } from './regular-file.ts';

/** The directory for temporary files: the runner's own, else the system's. */
export function temporaryDirectory(environment: NodeJS.ProcessEnv): string {
  return environment.RUNNER_TEMP || tmpdir();
}

/** The libraries keep a directory's path in 511 bytes (c/core/place.c), also that of the bystander, which is below it. */
const LONGEST_PATH_BYTES = 511 - '/bystander'.length;

/**
 * Makes an empty directory, mode 0700, in which a run and the processes under test meet. Its path is absolute and without
 * symbolic links: by it the libraries know which files are never injected. Throws a ToolError.
 */
export function createRunDirectory(environment: NodeJS.ProcessEnv): string {
  const parent = temporaryDirectory(environment);
  try {
    const directory = realpathSync(ownerOnly(() => mkdtempSync(join(parent, 'chaos-'))));
    if (Buffer.byteLength(directory) <= LONGEST_PATH_BYTES) return directory;
    rmSync(directory, { recursive: true });
    throw new Error(`its path is longer than ${LONGEST_PATH_BYTES} bytes`);
  } catch (error) {
    const variable = environment.RUNNER_TEMP ? 'RUNNER_TEMP' : 'TMPDIR';
    throw new ToolError(
      `cannot make a run directory in ${parent}: ${reasonOf(error)}; set ${variable} to a directory that can be written`,
      { cause: error },
    );
  }
}

/** Writes what the libraries read and map (docs/telemetry.md): rule texts, control page, no answers, empty telemetry. Throws a ToolError. */
export function fillRunDirectory(
  directory: string,
  rules: Pick<RuleText, 'library' | 'text'>[],
  seed: number,
  startedNs: bigint,
  follow = true,
): void {
  try {
    ownerOnly(() => {
      mkdirSync(directory, { recursive: true });
      const write = (name: string, content: string | Uint8Array) =>
        writeFileSync(join(directory, name), content, { mode: 0o600 });
      for (const { library, text } of rules) write(`${library}.conf`, text);
      write('control', encodeControl(seed, startedNs, follow));
      write('answers', encodeNoAnswers());
      write('telemetry', emptyTelemetry());
    });
  } catch (error) {
    throw new ToolError(`cannot write into the run directory ${directory}: ${reasonOf(error)}`, { cause: error });
  }
}

/** What the libraries recorded, as it is in the file. Throws a ToolError. */
export function readTelemetry(directory: string): Buffer {
  try {
    return readRegularFile(join(directory, 'telemetry'), TELEMETRY_LIMIT_BYTES);
  } catch (error) {
    throw new ToolError(`cannot read the run's telemetry in ${directory}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Removes the run directory, as far as the system lets us. */
export function removeRunDirectory(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // What the command left in there may belong to somebody else; a temporary directory is cleaned up by its owner.
  }
}
