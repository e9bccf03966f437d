import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleText } from '../compile/compile.ts';
import { groupByPid } from '../report/programs.ts';
import { decodeTelemetry } from '../telemetry/decode.ts';
import type { ProgramRecord, Telemetry } from '../telemetry/telemetry.ts';
import { fillRunDirectory, readTelemetry } from './directory.ts';

/**
 * The shell of a workflow's script is a bystander: it has the libraries, and no rule is in force in it. For it they have a
 * run directory of their own, in that of the run, and record there what the shell started and how that ended.
 */
export function bystanderDirectory(runDirectory: string): string {
  return join(runDirectory, 'bystander');
}

/** Makes the bystander's directory. Throws a ToolError. */
export function fillBystanderDirectory(
  runDirectory: string,
  rules: Pick<RuleText, 'library'>[],
  seed: number,
  startedNs: bigint,
): void {
  const none = rules.map(({ library }) => ({ library, text: '' }));
  fillRunDirectory(bystanderDirectory(runDirectory), none, seed, startedNs);
}

/**
 * The telemetry of a run, with what its bystander recorded, where it has one: how processes ended, and the programs that were
 * started for the run. Throws what decodeTelemetry and readTelemetry throw.
 */
export function withBystander(telemetry: Telemetry, runDirectory: string): Telemetry {
  const directory = bystanderDirectory(runDirectory);
  if (!existsSync(directory)) return telemetry;
  const { programs, endings, processes, lost } = decodeTelemetry(readTelemetry(directory));
  // Before the script the shell may read a file of the user's (BASH_ENV): what that starts is a bystander, too.
  const imagesOf = groupByPid(processes.filter(({ forked }) => !forked));
  const stoodBy = ({ pid, time }: ProgramRecord) => imagesOf.get(pid)?.some((image) => image.time >= time);
  return {
    ...telemetry,
    programs: [...telemetry.programs, ...programs.filter((program) => !stoodBy(program))],
    lost: telemetry.lost + lost,
    endings: [...telemetry.endings, ...endings].sort((a, b) => Number(a.time - b.time)),
  };
}
