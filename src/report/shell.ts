import { printable } from './printable.ts';
import type { Report } from './report.ts';

/** The command line that runs a command again under the same faults, for a shell, on one line. */
export function replayCommand({ profile, seed, command }: Pick<Report, 'profile' | 'seed' | 'command'>): string {
  const words = ['chaos', 'run', '-p', profile.path, '--seed', String(seed), '--', ...command];
  return words.map(shellWord).join(' ');
}

/** A command as one types it; `$'…'` where it has characters that cannot be seen, so that it stays on one line. */
export function commandLine(command: string[]): string {
  return command.map(shellWord).join(' ');
}

function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (printable(word) === word) return `'${word.replaceAll("'", `'\\''`)}'`;
  return `$'${printable(word.replace(/['\\]/g, '\\$&'))}'`;
}
