import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { find } from '../../scripts/check/command.ts';
import { glibc, root } from '../c/build.ts';
import { scratch } from '../scratch.ts';
import { execute, lacks, succeed } from './program.ts';
import { sameEverywhere } from './setting.ts';

const sources = join(import.meta.dirname, 'programs');
/** What compilers keep between two runs of the tests. */
const cache = join(root, 'build/real');

interface Program {
  argv: string[];
  environment?: Record<string, string>;
  /** The executables that have to be covered. */
  covered: string[];
}

/** A compiler is none of the programs under test: it has its usual environment. */
async function compile(
  compiler: string,
  args: string[],
  cwd: string,
  environment: Record<string, string> = {},
): Promise<void> {
  const options = { cwd, environment: { ...process.env, ...environment }, limitMs: 170_000 };
  await succeed(compiler, args, options);
}

async function go(directory: string, name: string): Promise<string> {
  copyFileSync(join(sources, `${name}.go`), join(directory, `${name}.go`));
  const variables = {
    CGO_ENABLED: '1',
    GOCACHE: join(cache, 'go'),
    GOTMPDIR: directory,
    GOFLAGS: '-mod=mod',
    GOTOOLCHAIN: 'local',
    GO111MODULE: 'off',
  };
  mkdirSync(variables.GOCACHE, { recursive: true });
  await compile('go', ['build', '-o', `${name}-go`, `${name}.go`], directory, variables);
  return join(directory, `${name}-go`);
}

const programs: Record<string, { missing: string | undefined; make: (directory: string) => Promise<Program> }> = {
  java: {
    missing: lacks('javac', 'java'),
    make: async (directory) => {
      await compile('javac', ['-d', directory, join(sources, 'Sample.java')], directory);
      const argv = ['java', '-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', directory, 'Sample'];
      return { argv, covered: ['java', 'cat', 'dash'] };
    },
  },
  node: {
    missing: undefined,
    make: async () => ({
      argv: [process.execPath, join(sources, 'sample.mjs')],
      covered: [basename(process.execPath), 'dash'],
    }),
  },
  'Go with net, by its own resolver': {
    missing: lacks('go', 'cc'),
    make: async (directory) => ({
      argv: [await go(directory, 'net')],
      environment: { GODEBUG: 'netdns=go' },
      covered: ['net-go', 'dash'],
    }),
  },
  'Go with net, by the libc': {
    missing: lacks('go', 'cc'),
    make: async (directory) => ({
      argv: [await go(directory, 'net')],
      environment: { GODEBUG: 'netdns=cgo' },
      covered: ['net-go', 'dash'],
    }),
  },
  'Go with cgo': {
    missing: lacks('go', 'cc'),
    make: async (directory) => ({ argv: [await go(directory, 'cgo')], covered: ['cgo-go'] }),
  },
  rust: {
    missing: lacks('rustc'),
    make: async (directory) => {
      const program = join(directory, 'sample-rust');
      await compile('rustc', ['-O', '-o', program, join(sources, 'sample.rs')], directory);
      return { argv: [program], covered: ['sample-rust', 'cat', 'dash'] };
    },
  },
};

/** What is at /bin/sh differs between systems. */
const SHELL = basename(realpathSync(find('sh') ?? '/bin/sh'));

async function sameProgram(context: TestContext, make: (directory: string) => Promise<Program>): Promise<void> {
  const { argv, environment = {}, covered } = await make(realpathSync(scratch(context)));
  const [program = '', ...args] = argv;
  const names = covered.map((name) => (name === 'dash' ? SHELL : name));
  await sameEverywhere(context, names, async (trial) => {
    const ended = await execute(program, args, {
      cwd: trial.directory,
      environment: { ...environment, ...trial.environment, HOME: trial.directory },
    });
    assert.deepEqual([ended.code, ended.signal], [0, null], `${trial.setting}: ${ended.stdout}\n${ended.stderr}`);
    return [ended.stdout, ended.stderr];
  });
}

for (const [name, { missing, make }] of Object.entries(programs))
  test(
    `${name}: files, sockets, threads and processes are as without the libraries`,
    {
      skip: glibc.missing ?? missing,
    },
    (context) => sameProgram(context, make),
  );
