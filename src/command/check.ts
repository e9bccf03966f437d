import { UsageError } from '../error.ts';
import { EXIT, failureText } from '../host/failure.ts';
import { beyondManuals } from '../profile/manual.ts';
import { printable } from '../report/printable.ts';
import { counted } from '../report/words.ts';
import { loadProfile } from '../run/profile-file.ts';
import { parseOptions } from './options.ts';
import type { Terminal } from './terminal.ts';

/** `chaos check PROFILE…`: every mistake of every file, and warnings, which change nothing. Returns the exit code. */
export function check(args: string[], terminal: Terminal): number {
  const { words, command } = parseOptions('check', args, {});
  const paths = [...words, ...(command ?? [])];
  if (paths.length === 0) throw new UsageError('chaos check needs a profile: chaos check PROFILE');
  const wrong = paths.filter((path) => !isRight(path, terminal));
  if (wrong.length === 0) return EXIT.passed;
  if (paths.length > 1) terminal.say(`chaos: ${wrong.length} of ${paths.length} profiles have mistakes`);
  return EXIT.usage;
}

function isRight(path: string, terminal: Terminal): boolean {
  try {
    const profile = loadProfile(path);
    const { name, rules } = profile;
    terminal.say(printable(`${path}: ${name}, ${counted(rules.length, 'rule')}, no mistakes`));
    for (const warning of beyondManuals(profile)) terminal.say(printable(`chaos: warning: ${warning}`));
    return true;
  } catch (error) {
    terminal.say(failureText(error, terminal.environment));
    return false;
  }
}
