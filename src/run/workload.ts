import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf, ToolError } from '../error.ts';
import { ownerOnly } from '../owner-only.ts';
import { shellEnvironment, targetEnvironment } from './environment.ts';
import type { Workload } from './request.ts';
import { readsNoStartup, shellCommand } from './shell.ts';

/** A workload, ready to be started under a run directory and its libraries. */
export interface PreparedWorkload {
  argv: string[];
  environment: NodeJS.ProcessEnv;
}

/** The program that a workload starts first. Throws a UsageError for a shell that cannot be used. */
export function programOf(workload: Workload): string {
  return commandOf(workload)[0] ?? '';
}

/** A workload as reports show it. Throws a UsageError for a shell that cannot be used. */
export function commandOf(workload: Workload): string[] {
  return 'argv' in workload ? workload.argv : shellCommand(workload.shell, '', workload.script).shown;
}

/** A workload in one line, for people. */
export function titleOf(workload: Workload): string {
  if ('argv' in workload) return workload.argv.join(' ');
  const lines = workload.script.trim().split('\n');
  return lines.length > 1 ? `${lines[0]} …` : (lines[0] ?? '');
}

/** Makes a workload startable: a script becomes a file in the run directory. Throws a ToolError when it cannot be written. */
export function prepareWorkload(
  workload: Workload,
  libraries: string[],
  runDirectory: string,
  environment: NodeJS.ProcessEnv,
): PreparedWorkload {
  if ('argv' in workload)
    return { argv: workload.argv, environment: targetEnvironment(environment, libraries, runDirectory) };
  const { script, shell } = workload;
  const file = join(runDirectory, 'run.sh');
  const { argv, startup } = shellCommand(shell, file, script, readsNoStartup(environment));
  const variables = shellEnvironment(environment, libraries, runDirectory);
  writeScript(file, script);
  if (startup === undefined) return { argv, environment: variables };
  const startupFile = join(runDirectory, 'startup.sh');
  writeScript(startupFile, startup);
  const kept = environment.BASH_ENV === undefined ? {} : { CHAOS_BASH_ENV: environment.BASH_ENV };
  return { argv, environment: { ...variables, ...kept, BASH_ENV: startupFile } };
}

function writeScript(file: string, text: string): void {
  try {
    ownerOnly(() => writeFileSync(file, text.endsWith('\n') ? text : `${text}\n`, { mode: 0o600 }));
  } catch (error) {
    throw new ToolError(`cannot write the script to ${file}: ${reasonOf(error)}`, { cause: error });
  }
}
