import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { parse } from 'yaml';
import grammar from '../../src/compile/grammar.json' with { type: 'json' };
import type { Report } from '../../src/report/report.ts';
import { put } from '../scratch.ts';
import { install } from './installation.ts';
import { nodes } from './node.ts';

const root = join(import.meta.dirname, '../..');
const DEFAULTS = { shell: 'bash', 'working-directory': '.', timeout: '30m', 'report-directory': 'chaos-report' };

/** cat cannot read what is below the workspace. */
function faultyProfile(workspace: string, exitCodes: number[]): string {
  const rule = JSON.stringify({ id: 'unreadable', on: 'io.read', path: workspace, process: 'cat', fail: 'EIO' });
  const profile = `version: 1\nseed: 3\nrules: [${rule}]\ngate: { exitCodes: [${exitCodes}] }\n`;
  put(join(workspace, 'faulty.yml'), profile, 0o644);
  return 'faulty.yml';
}

for (const { name, path: node } of nodes) {
  test(`${name}: a step's fault happens, and outputs, summary and report tell of it`, async (context) => {
    const { workspace, step, written } = install(context);
    put(join(workspace, 'data'), 'content\n');
    const inputs = { ...DEFAULTS, profile: faultyProfile(workspace, [1]), run: 'echo "in $PWD"\ncat data\n' };
    const { code, stdout, stderr } = await step(node, inputs).ended;
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, new RegExp(`^in ${workspace}$`, 'm'));
    const report = readReport(workspace);
    assert.deepEqual(
      report.injections.items.map(({ exe, operation, target, value }) => [
        exe.replace(/.*\//, ''),
        operation,
        target,
        value,
      ]),
      [['cat', 'read', join(workspace, 'data'), 'EIO']],
    );
    assert.match(report.injections.items[0]?.site ?? '', /cat\+0x[0-9a-f]+$/);
    assert.match(written('OUTPUT'), /^verdict<<(\S+)\npass\n\1$/m);
    assert.match(written('OUTPUT'), /^injected<<(\S+)\n1\n\1$/m);
    assert.match(written('STEP_SUMMARY'), /EIO/);
    assert.equal(written('ENV') + written('PATH'), '', 'later steps see nothing of it');
  });

  test(`${name}: a failed gate fails the step with an annotation`, async (context) => {
    const { workspace, step } = install(context);
    put(join(workspace, 'data'), 'content\n');
    const { code, stdout } = await step(node, { ...DEFAULTS, profile: faultyProfile(workspace, [0]), run: 'cat data' })
      .ended;
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^::error title=[^:]*::.*\b1\b/m);
    assert.equal(readReport(workspace).gate.verdict, 'fail');
  });

  test(`${name}: SIGINT ends every process of the command, and the report is there within 7 s`, async (context) => {
    const { workspace, step } = install(context);
    const run =
      'trap "" INT TERM\nsleep 300 & (trap "" INT TERM; exec sleep 301) &\necho "ready $(cut -d " " -f 6 /proc/$$/stat)"\nwait; sleep 302';
    const running = step(node, { ...DEFAULTS, profile: faultyProfile(workspace, [0]), run });
    await running.said('ready');
    const sent = performance.now();
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    const ms = performance.now() - sent;
    assert.ok(ms < 7000, `it took ${ms} ms`);
    assert.equal(code, 1);
    assert.match(readReport(workspace).gate.reasons.join(), /SIGINT/);
    const session = Number(/^ready (\d+)$/m.exec(stdout)?.[1]);
    assert.ok(session > 1 && session !== process.pid, stdout);
    assert.deepEqual(sessionMembers(session), []);
  });

  test(`${name}: a mistake in the profile is an annotation where it is, and exit code 2`, async (context) => {
    const { workspace, step } = install(context);
    put(join(workspace, 'wrong.yml'), 'version: 1\nrules:\n  - { on: io.fsnyc, fail: EIO }\n', 0o644);
    const { code, stdout, stderr } = await step(node, { ...DEFAULTS, profile: 'wrong.yml', run: 'true' }).ended;
    assert.equal(code, 2);
    assert.match(stdout, /^::error .*file=wrong.yml,line=3,.*io\.fsync/m);
    assert.equal(stderr, '');
    assert.ok(!existsSync(join(workspace, 'chaos-report')));
  });

  test(`${name}: the command line knows its commands and its version`, async (context) => {
    const { workspace, cli } = install(context);
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const profile = faultyProfile(workspace, [0]);
    const cases: [string[], number, RegExp][] = [
      [['--version'], 0, new RegExp(`^chaos ${version}$`, 'm')],
      [['--help'], 0, /chaos run -p PROFILE -- COMMAND/],
      [['check', profile], 0, /faulty/],
      [['compile', profile], 0, /:read:ERRNO:EIO@/],
      [['doctor', '--', 'cat'], 0, /can be covered/],
      [['rnu'], 2, /did you mean chaos run/],
    ];
    for (const [args, expected, text] of cases) {
      const { code, stdout, stderr } = await cli(node, args).ended;
      assert.equal(code, expected, `${args}: ${stdout}${stderr}`);
      assert.match(stdout + stderr, text);
    }
    const { code } = await cli(node, ['run', '-p', profile, '--', 'cat', profile]).ended;
    assert.equal(code, 1, 'the fault happens below a path with blanks and colons');
    assert.equal(readReport(workspace).injections.recorded, 1);
  });
}

test('the step of our own workflow passes, and its fault happens', async (context) => {
  const workflow = parse(readFileSync(join(root, '.github/workflows/ci.yml'), 'utf8'));
  const { with: inputs } = workflow.jobs.step.steps.find(({ uses }: { uses: string }) => uses === './');
  const { workspace, step } = install(context);
  for (const file of ['LICENSE', inputs.profile]) put(join(workspace, file), readFileSync(join(root, file)), 0o644);
  const { code, stdout } = await step(process.execPath, { ...DEFAULTS, ...inputs }).ended;
  assert.equal(code, 0, stdout);
  assert.deepEqual(
    readReport(workspace).rules.map(({ injected }) => injected),
    [1],
  );
});

test('the libraries of all four cells are shipped', () => {
  const cells = ['glibc-amd64', 'glibc-arm64', 'musl-amd64', 'musl-arm64'];
  const libraries = grammar.libraries.map(({ name }) => name);
  assert.deepEqual(
    readdirSync(join(root, 'dist/lib')).sort(),
    libraries.flatMap((library) => cells.map((cell) => `libchaos-${library}-${cell}.so`)).sort(),
  );
});

function readReport(workspace: string): Report {
  return JSON.parse(readFileSync(join(workspace, 'chaos-report/report.json'), 'utf8'));
}

/** The processes of a session that still run. */
function sessionMembers(session: number): string[] {
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return pids.flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, , , of] = line.slice(line.lastIndexOf(')') + 2).split(' ');
      return Number(of) === session && state !== 'Z' && state !== 'X' ? [line] : [];
    } catch {
      return []; // it ended meanwhile
    }
  });
}
