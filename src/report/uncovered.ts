import type { ProfileRule } from '../profile/profile.ts';
import { isNamed } from './aim.ts';
import { baseName } from './blind-spots.ts';
import type { BlindSpot } from './report.ts';

/** A sentence for each program that a rule may be for, and in which it was not in force. */
export function tellUncovered(blindSpots: readonly BlindSpot[], { policy }: ProfileRule): string[] {
  const told = blindSpots
    .filter(({ exe }) => policy.process === undefined || isNamed(policy.process, [exe]))
    .map(({ exe, reason }) => `${baseName(exe)} was not covered (${reason})`);
  return [...new Set(told)];
}
