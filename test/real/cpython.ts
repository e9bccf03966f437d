import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from './program.ts';

/** The system's own interpreter: its package has the tests, and no shim of another is in between. */
export const PYTHON = '/usr/bin/python3';

export const MODULES = ['os', 'io', 'socket', 'subprocess', 'posix', 'time', 'threading', 'mmap', 'select', 'signal'];

/** More of them, for the long form. */
export const FURTHER_MODULES = [
  ...['selectors', 'socketserver', 'tempfile', 'shutil', 'pty', 'poll', 'epoll', 'fcntl', 'fileio', 'httplib', 'popen'],
  ...['concurrent_futures', 'multiprocessing_fork', 'asyncio', 'mailbox', 'gzip', 'posixpath', 'pathlib', 'zipfile'],
  ...['ftplib', 'urllib2_localnet', 'wait3', 'wait4', 'sched', 'datetime', 'resource', 'faulthandler', 'eintr', 'ssl'],
];

/** Why CPython's tests cannot be run here. */
export function withoutSuite(): string | undefined {
  const { status } = spawnSync(PYTHON, ['-c', 'import test.regrtest, test.test_os'], { timeout: 30_000 });
  return status === 0 ? undefined : `${PYTHON} has no test suite (Debian: libpython3.11-testsuite)`;
}

/** Tests that say nothing about us, or cannot be run twice alike. */
const EXCLUDED = [
  // They wait for an answer of the hypervisor's, on some machines for ever.
  '*VSOCK*',
  // It sets the machine's clock.
  'test_clock_settime',
  // They connect to hosts of the Internet.
  'test_create_connection_timeout',
];

/** Tests that take two seconds and more: the short form leaves them out. */
const SLOW = [
  'test_siginterrupt_*',
  'test_without_siginterrupt',
  'test_interrupted_write_retry_*',
  'test_daemon_threads_shutdown_stdout_deadlock',
  'test_check_output_timeout',
  'test_communicate_repeated_call_after_stdout_close',
  'testOutsideTimeout',
  'testInsideTimeout',
  'testInterruptedTimeout',
  'test_sendall_interrupted_with_timeout',
];

export type Outcome = 'passed' | 'skipped' | `failed: ${string}`;

/** How the tests of a module are run. */
export interface Selection {
  module: string;
  /** Only these, by their whole names. */
  only?: string[];
  /** Without those that take long. */
  short?: boolean;
}

let runs = 0;

/** Runs one module of CPython's test suite; returns what became of each test, by its name. */
export async function runModule(
  directory: string,
  environment: Record<string, string>,
  { module, only = [], short = false }: Selection,
): Promise<Map<string, Outcome>> {
  const report = join(directory, `tests-${module}-${runs++}.xml`);
  const ignored = [...EXCLUDED, ...(short ? SLOW : [])].flatMap((pattern) => ['--ignore', pattern]);
  const chosen = only.flatMap((name) => ['--match', name]);
  const args = ['-m', 'test', '--junit-xml', report, '--tempdir', directory, ...ignored, ...chosen, `test_${module}`];
  const { stdout, stderr } = await execute(PYTHON, args, {
    cwd: directory,
    environment: { ...environment, HOME: directory },
    limitMs: 600_000,
  });
  try {
    return parse(readFileSync(report, 'utf8'));
  } catch (cause) {
    throw new Error(`test_${module} did not come to its end:\n${stdout.slice(-1000)}\n${stderr.slice(-1000)}`, {
      cause,
    });
  }
}

function parse(xml: string): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const [, name = '', body = ''] of xml.matchAll(/<testcase name="([^"]+)"[^>]*?(?:\/>|>(.*?)<\/testcase>)/gs)) {
    const failure = /<(?:failure|error)[^>]*>(.*?)<\/(?:failure|error)>/s.exec(body)?.[1];
    if (failure !== undefined) outcomes.set(name, `failed: ${failure.trim().split('\n').slice(-4).join(' ')}`);
    else outcomes.set(name, body.includes('<skipped') ? 'skipped' : 'passed');
  }
  return outcomes;
}

/** The tests whose outcomes differ, each with both. */
export function differences(expected: Map<string, Outcome>, actual: Map<string, Outcome>): Map<string, string> {
  const kind = (outcome: Outcome | undefined) => outcome?.split(':')[0] ?? 'absent';
  const differing = new Map<string, string>();
  for (const name of new Set([...expected.keys(), ...actual.keys()])) {
    const [before, after] = [expected.get(name), actual.get(name)];
    if (kind(before) !== kind(after)) differing.set(name, `${before ?? 'absent'} → ${after ?? 'absent'}`);
  }
  return differing;
}
