import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { processesSoFar } from './progress.ts';
import { LINGER_MS, livingOf, type Member, waitUntilGone } from './session.ts';

/**
 * The processes of a run that have left the command's session, as a daemon does, and still run after its end; those that are
 * just about to end are waited for. What the libraries were not loaded into is not known here.
 */
export async function findSurvivors(runDirectory: string, stopped: readonly Member[]): Promise<Member[]> {
  const look = () =>
    livingOf(processesSoFar(runDirectory) ?? []).filter(({ pid }) => !stopped.some((other) => other.pid === pid));
  const survivors = await waitUntilGone(look, LINGER_MS);
  return survivors.map(({ pid, name }) => ({ pid, name: executableOf(pid) ?? name }));
}

/** The name of its file now; undefined when nobody tells us. */
function executableOf(pid: number): string | undefined {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '');
  } catch {
    return undefined;
  }
}
