import { commandless, printable } from './printable.ts';
import type { Report } from './report.ts';

/** Names of what a process got open: nothing is there, or something else, for another one. */
const STREAM = /^\/(dev\/(stdin|fd\/\d+)|proc\/(self|\d+)\/fd\/\d+)$/;

/**
 * How to run a command again under the same faults, on one line: a command line for a shell, or what to write in the workflow
 * whose shell is no target, which no command line can say. A command that hung is given as long as it was. A profile that came
 * through a pipe has to be kept first.
 */
export function replayCommand({
  profile,
  seed,
  timeoutMs,
  outcome,
  command,
  target,
}: Pick<Report, 'profile' | 'seed' | 'timeoutMs' | 'outcome' | 'command' | 'target'>): string {
  if (target === 'children') return `${seedInput(seed)} # as an input of the step`;
  const timeout = outcome.kind === 'hung' ? ['--timeout', duration(timeoutMs)] : [];
  const isStream = profile.piped || STREAM.test(profile.path);
  const path = isStream ? 'FILE' : profile.path.replace(/^-/, './-');
  const note = isStream ? ` # first keep in FILE the profile that came through ${commandLine([profile.path])}` : '';
  const words = ['chaos', 'run', '-p', path, '--seed', String(seed), ...timeout, '--', ...command];
  return `${commandLine(words)}${note}`;
}

/** As one writes it in a workflow. */
export function seedInput(seed: number): string {
  return `seed: "${seed}"`;
}

function duration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/**
 * A command as one types it; `$'…'` where it has characters that cannot be seen, so that it stays on one line, or what a
 * workflow's runner takes for a command.
 */
export function commandLine(command: string[]): string {
  return command.map(shellWord).join(' ');
}

/** What needs no quotes: zsh expands a word that begins with `=`, a runner may take a line that begins with `::` for a command. */
const PLAIN = /^(?!=|::\D)[\w@%+=:,./-]+$/;

function shellWord(word: string): string {
  if (PLAIN.test(word)) return word;
  const shown = (text: string) => commandless(printable(text));
  if (shown(word) === word) return `'${word.replaceAll("'", `'\\''`)}'`;
  return `$'${shown(word.replace(/['\\]/g, '\\$&'))}'`;
}
