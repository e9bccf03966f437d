import { execute } from './execute.ts';

/** A libc call that the program `calls` makes, or a few that go together. */
export interface Call {
  name: string;
  /** Whose it is. */
  library: string;
  /** How many libc calls it is. */
  count: number;
  /** slow: what is added is lost in how long the kernel takes; heavy: makes processes or threads, which make calls of their own. */
  kind: 'fast' | 'slow' | 'heavy';
}

/** The calls that the program knows, in the order in which it makes them. */
export function callsOf(program: string): Call[] {
  const lines = execute(program, []).trim().split('\n');
  return lines.map((line) => {
    const [library = '', count = '', kind = '', ...name] = line.split(' ');
    return { name: name.join(' '), library, count: Number(count), kind: kind as Call['kind'] };
  });
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
