import grammar from '../compile/grammar.json' with { type: 'json' };
import type { ProfileRule } from '../profile/profile.ts';
import type { ProcessRecord } from '../telemetry/telemetry.ts';
import { processesNamed } from './aim.ts';
import { baseName } from './base-name.ts';
import { processNumbers } from './words.ts';

/** By what a program that has the libraries in it gets past them: nobody calls a function of the C library that they wrap. */
export type Way = 'liburing' | 'libaio' | 'posix-aio' | 'go';

/** An executable of the run with a way past the libraries. */
export interface Bypass {
  exe: string;
  way: Way;
}

/** What ran of it. */
export interface RanBypass extends Bypass {
  pids: number[];
  /** One for each name that it was started as. */
  records: ProcessRecord[];
}

/** As the end of a sentence about the program. */
export const PAST: Record<Way, string> = {
  liburing: 'has liburing: no rule meets what it does through io_uring, past the C library',
  libaio: 'has libaio: no rule meets what it does through io_submit, past the C library',
  'posix-aio':
    'has calls of POSIX AIO (aio_read, aio_write, aio_fsync, lio_listio): no rule meets what the C library does for them',
  go: 'contains Go code, which makes its system calls itself: rules meet only what goes through the C library (cgo)',
};

const LIBRARIES: Record<Way, readonly string[]> = {
  liburing: ['io', 'net'],
  libaio: ['io'],
  'posix-aio': ['io'],
  go: grammar.libraries.map(({ name }) => name),
};

/** Adds to each what ran of it. */
export function ranBypasses(bypasses: readonly Bypass[], processes: readonly ProcessRecord[]): RanBypass[] {
  return bypasses.map((bypass) => {
    const ran = processes.filter(({ executable }) => executable === bypass.exe);
    const byName = new Map(ran.map((record) => [record.startedAs, record]));
    return { ...bypass, pids: [...new Set(ran.map(({ pid }) => pid))], records: [...byName.values()] };
  });
}

/** A sentence for each of them that a rule is for, and may miss. */
export function tellBypasses(bypasses: readonly RanBypass[], rules: readonly ProfileRule[]): string[] {
  return bypasses
    .filter((bypass) => rules.some((rule) => mayMiss(rule, bypass)))
    .map(({ exe, way, pids }) => `${baseName(exe)} (${processNumbers(pids)}) ${PAST[way]}`);
}

function mayMiss({ library, policy }: ProfileRule, { way, records }: RanBypass): boolean {
  if (!LIBRARIES[way].includes(library)) return false;
  return policy.process === undefined || processesNamed(policy.process, records).length > 0;
}
