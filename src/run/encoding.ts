import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { UsageError } from '../error.ts';

/** What Node puts in place of bytes that are not UTF-8. */
const REPLACEMENT = '\ufffd';

/** Throws a UsageError when the command's arguments are not those that we were given, for Node takes them for UTF-8. */
export function refuseOtherEncodings(argv: string[]): void {
  const changed = argv.find((word) => word.includes(REPLACEMENT));
  if (changed === undefined || isUtf8(readFileSync('/proc/self/cmdline'))) return;
  throw new UsageError(
    `cannot pass ${changed} on to the command: it is not UTF-8; write it into a script, and run that`,
  );
}

/** The variables whose values are not UTF-8, and reach the command changed. */
export function changedVariables(environment: NodeJS.ProcessEnv): string[] {
  const suspects = Object.keys(environment).filter((name) => `${name}${environment[name]}`.includes(REPLACEMENT));
  return suspects.length === 0 || isUtf8(readFileSync('/proc/self/environ')) ? [] : suspects;
}
