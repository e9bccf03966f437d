import { readFileSync } from 'node:fs';
import { grammar } from '../grammar.ts';
import type { Result } from './step.ts';

/** src/compile/grammar.json is what the tables of the libraries say. */
export function freshGrammar(): Result {
  if (grammar() === readFileSync('src/compile/grammar.json', 'utf8')) return { kind: 'passed' };
  return { kind: 'failed', output: 'src/compile/grammar.json is stale; npm run build:grammar, and commit it' };
}
