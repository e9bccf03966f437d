import grammar from '../compile/grammar.json' with { type: 'json' };
import { UsageError } from '../error.ts';
import { EXIT } from '../host/failure.ts';
import { parseOptions } from './options.ts';
import type { Terminal } from './terminal.ts';

/** `chaos grammar`: what the libraries know, as JSON. Returns the exit code. */
export function showGrammar(args: string[], terminal: Terminal): number {
  const { words, command } = parseOptions('grammar', args, {});
  if (words.length + (command?.length ?? 0) > 0) throw new UsageError('chaos grammar takes no arguments');
  terminal.print(JSON.stringify(grammar, undefined, 2));
  return EXIT.passed;
}
