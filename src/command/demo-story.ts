import { counted } from '../report/words.ts';

/** One commit that the demo asked git for. */
export interface Attempt {
  number: number;
  confirmed: boolean;
  /** The last thing that git said about it; empty when it said nothing. */
  said: string;
}

/** Reads the log of fixtures/demo/workload.sh: in each line a number, git's exit code, and what git said last. */
export function parseAttempts(log: string): Attempt[] {
  return log.split('\n').flatMap((line) => {
    const [, number, code, said = ''] = /^(\d+) (\d+) ?(.*)$/.exec(line) ?? [];
    return number ? [{ number: Number(number), confirmed: code === '0', said }] : [];
  });
}

/** What git did about the faults: which commits it refused and why, and whether it kept its word about the others. */
export function tellAttempts(attempts: Attempt[], commitsInLog: string[], intact: boolean): string[] {
  const refused = attempts.filter(({ confirmed }) => !confirmed);
  const confirmed = attempts.filter((attempt) => attempt.confirmed);
  const lost = confirmed.filter(({ number }) => !commitsInLog.includes(`Add entry ${number}`));
  return [
    `  ${counted(attempts.length, 'commit')} asked for: ${confirmed.length} made, ${refused.length} refused`,
    ...refused.map(({ number, said }) => `  commit ${number} refused: ${said.slice(0, 100) || 'without a word'}`),
    `  git fsck: the repository is ${intact ? 'intact' : 'BROKEN'}`,
    lost.length === 0
      ? '  git log: every commit that git confirmed is there'
      : `  git log: LOST although git had confirmed ${lost.length === 1 ? 'it' : 'them'}: ${lost.map(({ number }) => number).join(', ')}`,
  ];
}
