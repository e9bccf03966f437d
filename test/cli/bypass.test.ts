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

/** Makes a program of these lines that needs a `liburing.so.2` of our own; undefined where there is no gcc. */
function compile(directory: string, lines: string): string | undefined {
  const program = join(directory, 'server');
  const source = put(join(directory, 'server.c'), `int io_uring_queue_init(void);\n${lines}`);
  const stub = put(join(directory, 'stub.c'), 'int io_uring_queue_init(void) { return 0; }');
  const library = join(directory, 'liburing.so.2');
  const steps = [
    ['-shared', '-fPIC', '-Wl,-soname,liburing.so.2', '-o', library, stub],
    ['-o', program, source, library, `-Wl,-rpath,${directory}`],
  ];
  return steps.every((args) => spawnSync('gcc', args).status === 0) ? program : undefined;
}

async function outcomeOf(context: TestContext, lines: string) {
  const directory = scratch(context);
  const program = compile(directory, lines);
  if (!program) return context.skip('there is no gcc');
  const profile = profileIn(directory, PROFILE.replace('DIRECTORY', directory));
  const { stderr } = await chaos(['run', '-p', profile, '-o', join(directory, 'out'), '--', program]);
  const doctor = await chaos(['doctor', '--', program], { env: { LD_PRELOAD: '' } });
  const { gate, blindSpots } = readReport(join(directory, 'out'));
  assert.deepEqual(blindSpots, [], 'it is covered');
  return { gate, stderr, doctor };
}

test('a rule that a program of liburing gets past is not called wrong, and the doctor says it beforehand', async (context) => {
  const outcome = await outcomeOf(context, 'int main(void) { return io_uring_queue_init(); }');
  if (!outcome) return;
  const { gate, stderr, doctor } = outcome;
  const has = 'has liburing: no rule meets what it does through io_uring, past the C library';
  assert.match(
    gate.reasons.join(),
    new RegExp(`why: server \\(process \\d+\\) ${has}\\. If the rule is about that, it is`),
  );
  assert.match(gate.warnings.join(), new RegExp(`^server \\(process \\d+\\) ${has},`));
  assert.match(stderr, /has liburing/);
  assert.match(
    doctor.stdout,
    new RegExp(`^note +command \\S+ +\\S+/server, \\S+: can be covered; but it ${has}$`, 'm'),
  );
  assert.equal(doctor.code, 0, doctor.stdout);
});

test('a program that contains Go code is told in the same places', async (context) => {
  const outcome = await outcomeOf(context, `${GO}\nint main(void) { return io_uring_queue_init(); }`);
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
