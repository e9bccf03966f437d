import { processNumbers } from './words.ts';

/** A process that still ran when the command had ended, or at its timeout. */
export interface Stopped {
  pid: number;
  name: string;
}

/** A sentence for each program of those that were stopped; with advice where the command ended by itself. */
export function tellStopped(stopped: readonly Stopped[], endedItself: boolean): string[] {
  return pidsByName(stopped).map(([name, pids]) => {
    const [were, them] = pids.length === 1 ? ['was', 'it'] : ['were', 'them'];
    const advice = endedItself ? `: let the command wait for ${them}, or end ${them}` : '';
    return `${name} (${processNumbers(pids)}) ${were} still running when the command had ended, and ${were} stopped${advice}`;
  });
}

/** A sentence for each program of those that have left the command's session, and run on; with advice as there. */
export function tellSurvivors(survivors: readonly Stopped[], endedItself: boolean): string[] {
  return pidsByName(survivors).map(([name, pids]) => {
    const [have, run, were, them, daemon] =
      pids.length === 1
        ? ['has', 'runs', 'it was', 'it', 'it is a daemon that is']
        : ['have', 'run', 'they were', 'them', 'they are daemons that are'];
    const advice = endedItself ? `. Let the command end ${them}, unless ${daemon} to stay` : '';
    return `${name} (${processNumbers(pids)}) ${have} left the command's session (setsid) and still ${run}, with the rules of this run in force: ${were} not stopped${advice}`;
  });
}

export function pidsByName(processes: readonly Stopped[]): [name: string, pids: number[]][] {
  const pidsOf = new Map<string, number[]>();
  for (const { name, pid } of processes) pidsOf.set(name, [...(pidsOf.get(name) ?? []), pid]);
  return [...pidsOf];
}
