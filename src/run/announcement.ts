import { type Cell, cellName } from '../cell/cell.ts';
import type { Profile } from '../profile/profile.ts';
import { printable } from '../report/printable.ts';
import { seedInput } from '../report/shell.ts';
import { scarcity } from '../report/start-error.ts';
import { counted } from '../report/words.ts';
import type { RunRequest } from './request.ts';

/** One line about what is going to be run, with all that is needed to run it again. */
export function announce(plan: {
  request: RunRequest;
  profile: Profile;
  seed: number;
  target: { cell: Cell };
}): string {
  const { request, profile, seed, target } = plan;
  const drawn = request.seed === undefined && profile.seed === undefined;
  const rules = counted(profile.rules.length, 'rule');
  const repeats = request.repeat > 1 ? `, ${counted(request.repeat, 'time')}` : '';
  const given = 'argv' in request.workload ? `--seed ${seed}` : `the input ${seedInput(seed)}`;
  const origin = drawn ? ` (drawn; ${given} repeats it)` : '';
  return `chaos: ${printable(profile.name)}, ${rules}, seed ${seed}${origin}, ${cellName(target.cell)}${repeats}`;
}

/** One line about how several runs ended, by their exit codes. */
export function tellRepeats(codes: number[], asked: number): string {
  const passed = codes.filter((code) => code === 0).length;
  const missing = asked > codes.length ? `; ${counted(asked - codes.length, 'was', 'were')} not started` : '';
  return `chaos: ${passed} of ${counted(codes.length, 'run')} passed${missing}`;
}

/** Why a command that was found could not be started, by the errno's name. */
export function tellStartError(code: string, target: { cell: Cell; loader?: string }): string {
  const causes: Record<string, string> = {
    ENOENT: `its loader ${target.loader} is not there`,
    ENOEXEC: `this machine does not run programs for ${target.cell.arch}`,
    E2BIG: 'its arguments and environment are too long',
  };
  const cause = code === 'ENOENT' && !target.loader ? undefined : (causes[code] ?? scarcity(code));
  return `the command could not be started: ${code}${cause ? ` (${cause})` : ''}`;
}
