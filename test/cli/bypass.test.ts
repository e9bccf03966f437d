import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { put, scratch } from '../scratch.ts';
import { chaos, profileIn, readReport } from './chaos.ts';

const PROFILE = `version: 1
name: unreachable
rules:
  - { id: data, on: io.open, path: DIRECTORY/data, fail: EIO }
`;

/** As C code a section that Go's linker writes. */
const GO = '__attribute__((section(".go.buildinfo"))) const char go[] = "go";';

/** Makes a program of these lines that needs a library of our own, with the function `begin`; undefined where there is no gcc. */
function compile(directory: string, lines: string, name: string): string | undefined {
  const program = join(directory, 'server');
  const source = put(join(directory, 'server.c'), `int begin(void);\n${lines}`);
  const stub = put(join(directory, 'stub.c'), 'int begin(void) { return 0; }');
  const library = join(directory, name);
  const steps = [
    ['-shared', '-fPIC', `-Wl,-soname,${name}`, '-o', library, stub],
    ['-o', program, source, library, `-Wl,-rpath,${directory}`],
  ];
  return steps.every((args) => spawnSync('gcc', args).status === 0) ? program : undefined;
}

async function outcomeOf(context: TestContext, lines: string, library: string) {
  const directory = scratch(context);
  const program = compile(directory, lines, library);
  if (!program) return context.skip('there is no gcc');
  const profile = profileIn(directory, PROFILE.replace('DIRECTORY', directory));
  const { stderr } = await chaos(['run', '-p', profile, '-o', join(directory, 'out'), '--', program]);
  const doctor = await chaos(['doctor', '--', program], { env: { LD_PRELOAD: '' } });
  const { gate, blindSpots } = readReport(join(directory, 'out'));
  assert.deepEqual(blindSpots, [], 'it is covered');
  return { gate, stderr, doctor };
}

const BEGIN = 'int main(void) { return begin(); }';
const AIO = `#include <aio.h>
int main(int count, char **words) { (void)words; return count > 9 ? aio_write(0) : begin(); }`;
const past: [library: string, lines: string, has: string][] = [
  ['liburing.so.2', BEGIN, 'has liburing: no rule meets what it does through io_uring, past the C library'],
  ['libaio.so.1', BEGIN, 'has libaio: no rule meets what it does through io_submit, past the C library'],
  [
    'libother.so',
    AIO,
    'has calls of POSIX AIO (aio_read, aio_write, aio_fsync, lio_listio): no rule meets what the C library does for them',
  ],
];
for (const [library, lines, has] of past)
  test(`a rule that a program gets past is not called wrong, and the doctor says it beforehand: it ${has}`, async (context) => {
    const outcome = await outcomeOf(context, lines, library);
    if (!outcome) return;
    const { gate, stderr, doctor } = outcome;
    const [reasons, warnings] = [gate.reasons.join(), gate.warnings.join()];
    assert.match(reasons, /why: server \(process \d+\) has [^.]+\. If the rule is about that, it is/);
    assert.match(warnings, /^server \(process \d+\) has /);
    assert.match(doctor.stdout, /^note +command \S+ +\S+\/server, \S+: can be covered; but it has /m);
    for (const text of [reasons, warnings, stderr, doctor.stdout]) assert.ok(text.includes(has), text);
    assert.equal(doctor.code, 0, doctor.stdout);
  });

test('a program that contains Go code is told in the same places', async (context) => {
  const outcome = await outcomeOf(context, `${GO}\n${BEGIN}`, 'libother.so');
  if (!outcome) return;
  const { gate, doctor } = outcome;
  for (const text of [...gate.reasons, gate.warnings.join(), doctor.stdout])
    assert.match(text, /contains Go code, which makes its system calls itself: rules meet only .* \(cgo\)/);
});

test('the doctor does not advise to link a static program dynamically whose Go code would get past the libraries', async (context) => {
  const directory = scratch(context);
  const source = put(join(directory, 'server.c'), `${GO}\nint main(void) { return 0; }`);
  const program = join(directory, 'server');
  if (spawnSync('gcc', ['-static', '-o', program, source]).status !== 0)
    return context.skip('static programs cannot be built here');
  const { code, stdout } = await chaos(['doctor', '--', program], { env: { LD_PRELOAD: '' } });
  assert.equal(code, 1, stdout);
  assert.match(
    stdout,
    /^BAD .*\/server is statically linked: it loads no libraries; it contains Go code, .* so its Go code can't be covered; aim the profile at/m,
  );
  assert.doesNotMatch(stdout, /link it dynamically/);
});
