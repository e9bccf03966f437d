import { reasonOf, UsageError } from '../error.ts';
import { formatMistakes } from '../profile/format.ts';
import { ProfileError } from '../profile/mistake.ts';
import { printable } from '../report/printable.ts';

/** Exit codes of chaos; the meaning is a public contract. */
export const EXIT = { passed: 0, gateFailed: 1, usage: 2, tool: 3 } as const;

/** 2 for a mistake of the user, 3 for anything else. */
export function exitCodeOf(error: unknown): number {
  return error instanceof UsageError || error instanceof ProfileError ? EXIT.usage : EXIT.tool;
}

/** An error for a reader: one line, but for a profile's mistakes; with the stack where `CHAOS_DEBUG` is 1. */
export function failureText(error: unknown, environment: NodeJS.ProcessEnv): string {
  if (error instanceof ProfileError) return formatMistakes(error.mistakes);
  const reason = printable(reasonOf(error));
  const line = reason.startsWith('chaos ') ? reason : `chaos: ${reason}`;
  if (environment.CHAOS_DEBUG === '1' && error instanceof Error) return `${line}\n${stackOf(error)}`;
  const unexpected = exitCodeOf(error) === EXIT.tool && !(error instanceof Error && error.name === 'ToolError');
  return unexpected ? `${line} (unexpected; CHAOS_DEBUG=1 shows where)` : line;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
