import assert from 'node:assert/strict';
import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { glibc } from '../c/build.ts';
import type { Ended } from '../running.ts';
import { scratch } from '../scratch.ts';
import { PYTHON } from './cpython.ts';
import { execute, lacks } from './program.ts';
import { surround, surroundWithRules } from './setting.ts';

/** What a program makes of memory that it does not get. */
interface Row {
  name: string;
  rules: string;
  argv: string[];
  input?: string;
  felt: (ended: Ended) => void;
  missing?: string | undefined;
}

const says = (code: number, what: RegExp) => (ended: Ended) => {
  assert.match(ended.stdout + ended.stderr, what);
  assert.equal(ended.code, code);
};

const rows: Row[] = [
  {
    name: 'CPython raises MemoryError at a LIMIT, and goes on when it has given something back',
    rules: 'malloc:LIMIT:64MiB',
    argv: [
      ...[PYTHON, '-c'],
      `held = []
try:
    while True: held.append(bytes(1 << 20))
except MemoryError:
    most = len(held)
del held[:]
print('between', 50 < most < 64, len([bytes(1 << 20) for _ in range(most)]) == most)`,
    ],
    felt: says(0, /^between True True$/m),
  },
  {
    name: "CPython's mmap meets a LIMIT on anonymous memory, until it is closed",
    rules: 'mmap/anon:LIMIT:32MiB',
    argv: [
      ...[PYTHON, '-c'],
      `import mmap
held = []
try:
    while True: held.append(mmap.mmap(-1, 1 << 20))
except OSError as error:
    most, number = len(held), error.errno
for one in held: one.close()
print(number, 16 < most < 32, len([mmap.mmap(-1, 1 << 20) for _ in range(most)]) == most)`,
    ],
    felt: says(0, /^12 True True$/m),
  },
  {
    name: 'sqlite3 says that it is out of memory, and answers the next question',
    rules: 'malloc:LIMIT:4MiB',
    argv: ['sqlite3', ':memory:'],
    input: 'select length(randomblob(20000000));\nselect length(randomblob(2000));\n',
    felt: ({ stdout, stderr }) => assert.match(stderr + stdout, /out of memory[\s\S]*^2000$/m),
    missing: lacks('sqlite3'),
  },
  {
    name: 'git says how much memory it did not get',
    rules: 'malloc:LIMIT:1MiB',
    argv: ['git', 'hash-object', '--stdin'],
    input: 'x'.repeat(8_000_000),
    felt: says(128, /fatal: Out of memory, realloc failed/),
    missing: lacks('git'),
  },
  {
    name: 'Node throws where a buffer cannot be had, and makes smaller ones',
    rules: 'malloc:LIMIT:128MiB',
    argv: [
      ...[process.execPath, '-e'],
      'try { Buffer.alloc(1 << 28) } catch (error) { console.log(error.message, Buffer.alloc(1 << 20).length) }',
    ],
    felt: says(0, /^Array buffer allocation failed 1048576$/m),
  },
  {
    name: 'Java says that it cannot reserve its memory',
    rules: 'mmap/anon:LIMIT:16MiB',
    argv: ['java', '-Xmx64m', '-version'],
    felt: says(1, /Could not reserve enough space/),
    missing: lacks('java'),
  },
  {
    name: 'sort makes do with a smaller buffer',
    rules: 'malloc:LIMIT:8MiB',
    argv: ['sort', '-n', '-S', '64M', '--parallel=1', '-o', '$/sorted', '$/numbers'],
    felt: says(0, /^$/),
  },
];

for (const { name, rules, argv, input, felt, missing } of rows)
  test(name, { skip: glibc.missing ?? missing }, async (context) => {
    const directory = realpathSync(scratch(context));
    writeFileSync(join(directory, 'numbers'), Array.from({ length: 300_000 }, (_, i) => `${300_000 - i}\n`).join(''));
    const { environment, telemetry } = surroundWithRules(directory, { memory: `${rules}\n` });
    const [program = '', ...args] = argv.map((argument) => argument.replace('$', directory));
    const ended = await execute(program, args, {
      cwd: directory,
      environment,
      limitMs: 30_000,
      ...(input && { input }),
    });
    felt(ended);
    const effects = new Set([...telemetry().injections].map(({ effect }) => effect));
    assert.deepEqual([...effects], ['LIMIT'], ended.stderr);
  });

/** The most memory that a program had in use, in KiB. */
const GROW = `
held = {i: str(i) * 10 for i in range(300000)}
print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])`;

test('a program needs no more memory with the libraries', { skip: glibc.missing }, async (context) => {
  const directory = realpathSync(scratch(context));
  const peak = async (environment: Record<string, string>) => {
    const { stdout, code } = await execute(PYTHON, ['-c', GROW], { environment });
    assert.equal(code, 0);
    return Number(stdout);
  };
  const bare = await peak({});
  for (const setting of ['preloaded', 'run', 'rules'] as const) {
    const grown = (await peak(surround(directory, setting).environment)) - bare;
    context.diagnostic(`${setting}: ${grown} KiB more than ${bare}`);
    assert.ok(grown < 4096, `${setting}: ${grown} KiB more than ${bare}`);
  }
});
