import { execute } from './execute.ts';
import type { Scenario } from './scenario.ts';

/** A libc call that the program `calls` makes, or a few that go together. */
export interface Call {
  name: string;
  /** Whose it is. */
  library: string;
  /** How many entries of the libraries it passes. */
  entries: number;
  /** slow: what is added is lost in how long the kernel takes; heavy: makes processes or threads, which make calls of their own. */
  kind: 'fast' | 'slow' | 'heavy';
}

/** The calls that the program knows, in the order in which it makes them. */
export function callsOf(program: string): Call[] {
  const lines = execute(program, []).trim().split('\n');
  return lines.map((line) => {
    const [library = '', entries = '', kind = '', ...name] = line.split(' ');
    return { name: name.join(' '), library, entries: Number(entries), kind: kind as Call['kind'] };
  });
}

/**
 * Nanoseconds that may be added to a call. null: nothing is promised, since what is added to a slow call is less than it takes
 * longer or shorter by itself.
 */
export function allowedNs(call: Call, { budgetNs }: Pick<Scenario, 'budgetNs'>): number | null {
  return call.kind === 'fast' ? call.entries * budgetNs : null;
}

/** What a run of the program makes its calls on. */
export interface Ground {
  calls: string;
  program: string;
  /** The directory of the files. */
  files: string;
}

/** The program and its arguments. All calls where none is named. */
export function commandLine(ground: Ground, threads: number, batches: number, length: number, calls: Call[] = []) {
  const numbers = [threads, batches, length].map(String);
  return [ground.calls, ground.files, ground.program, ...numbers, ...calls.map(({ name }) => name)];
}
