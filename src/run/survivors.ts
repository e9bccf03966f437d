import { namedByFile } from './executable.ts';
import { hasLibrary } from './mapped.ts';
import { processesSoFar } from './progress.ts';
import { LINGER_MS, livingOf, type Member, waitUntilGone } from './session.ts';

/**
 * The processes of a run that have left the command's session, as a daemon does, and still run after its end; those that are
 * just about to end are waited for. Only those that a library is in, for the rules are not in force in others.
 */
export async function findSurvivors(runDirectory: string, stopped: readonly Member[]): Promise<Member[]> {
  const look = () =>
    livingOf(processesSoFar(runDirectory) ?? []).filter(({ pid }) => !stopped.some((other) => other.pid === pid));
  const survivors = await waitUntilGone(look, LINGER_MS);
  return survivors.filter(({ pid }) => hasLibrary(pid)).map(namedByFile);
}
