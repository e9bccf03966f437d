import type { Outcome } from './report.ts';
import { processNumbers } from './words.ts';

/** A process that still ran when the command had ended, and was stopped. */
export interface Stopped {
  pid: number;
  name: string;
}

/** A sentence for each program of them; with advice where the command ended by itself. */
export function tellStopped(
  stopped: readonly Stopped[],
  { kind }: Pick<Outcome, 'kind'>,
  interrupted: boolean,
): string[] {
  const byName = new Map<string, number[]>();
  for (const { name, pid } of stopped) byName.set(name, [...(byName.get(name) ?? []), pid]);
  const isAlone = kind !== 'hung' && !interrupted;
  return [...byName].map(([name, pids]) => {
    const [were, them] = pids.length === 1 ? ['was', 'it'] : ['were', 'them'];
    const advice = isAlone ? `: let the command wait for ${them}, or end ${them}` : '';
    return `${name} (${processNumbers(pids)}) ${were} still running when the command had ended, and ${were} stopped${advice}`;
  });
}
