import { compileProfile } from '../compile/compile.ts';
import { UsageError } from '../error.ts';
import { EXIT } from '../host/failure.ts';
import { loadProfile } from '../run/profile-file.ts';
import { parseOptions } from './options.ts';
import type { Terminal } from './terminal.ts';

/** `chaos compile PROFILE`: the rule texts, each under the name of the file that it would be. Returns the exit code. */
export function compile(args: string[], terminal: Terminal): number {
  const { words, command } = parseOptions('compile', args, {});
  const [path, ...more] = [...words, ...(command ?? [])];
  if (!path || more.length > 0) throw new UsageError('chaos compile needs one profile: chaos compile PROFILE');
  const texts = compileProfile(loadProfile(path)).map(({ library, text }) => `# ${library}.conf\n${text.trimEnd()}\n`);
  terminal.print(texts.join('\n').trimEnd());
  return EXIT.passed;
}
