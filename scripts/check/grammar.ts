import { readFileSync } from 'node:fs';
import { generatedFiles } from '../generated.ts';
import { grammar } from '../grammar.ts';
import type { Result } from './step.ts';

/** What is made from the tables of the libraries is what they say. */
export function freshGrammar(): Result {
  const stale = generatedFiles(grammar()).filter(({ path, text }) => readFileSync(path, 'utf8') !== text);
  if (stale.length === 0) return { kind: 'passed' };
  const paths = stale.map(({ path }) => path).join(', ');
  return { kind: 'failed', output: `stale: ${paths}; npm run build:grammar, and commit what it writes` };
}
