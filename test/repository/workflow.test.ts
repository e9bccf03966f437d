import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { parse } from 'yaml';
import { matrixJobs } from '../../scripts/matrix-plan.ts';
import { read, root } from './markdown.ts';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  permissions?: unknown;
  'timeout-minutes'?: number;
  steps: Step[];
}

const names = readdirSync(join(root, '.github/workflows'));
const workflows = names.map((name) => ({ name, ...parse(read(`.github/workflows/${name}`)) }));
const jobs = workflows.flatMap(({ name, jobs }) =>
  Object.entries<Job>(jobs).map(([job, content]) => ({ where: `${name}, ${job}`, ...content })),
);
const steps = jobs.flatMap(({ where, steps }) => steps.map((step) => ({ where, ...step })));

test('actions of others are pinned by commit, with the version beside it', () => {
  const uses = [...names.map((name) => read(`.github/workflows/${name}`)), read('README.md')].flatMap((text) =>
    [...text.matchAll(/^ *-? *uses: (.*)$/gm)].map(([, value = '']) => value),
  );
  assert.ok(uses.length > 2);
  const ours = /^(\.\/|org\/chaos-action@v\d+)$/;
  assert.deepEqual(
    uses.filter((value) => !ours.test(value) && !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(value)),
    [],
  );
});

/** What jobs may do beyond reading the repository, and why there is no other way. */
const MORE: Record<string, Record<string, string>> = {
  // Makes the release, signs where its files come from, and moves the major tag.
  'release, publish': { contents: 'write', 'id-token': 'write', attestations: 'write' },
};

test('workflows may read the repository and nothing else, but for the job that publishes', () => {
  for (const { name, permissions } of workflows) assert.deepEqual(permissions, { contents: 'read' }, name);
  for (const { where, permissions } of jobs) assert.deepEqual(permissions, MORE[where], where);
  for (const step of steps)
    if (step.uses?.startsWith('actions/checkout@')) assert.equal(step.with?.['persist-credentials'], false, step.where);
});

test('no expression is pasted into a script', () => {
  const scripts = steps.flatMap((step) => [step.run ?? '', String(step.with?.run ?? '')]);
  assert.ok(scripts.some(Boolean));
  assert.deepEqual(
    scripts.filter((script) => script.includes('${{')),
    [],
  );
});

test('every job has a time limit', () => {
  assert.deepEqual(
    jobs.filter((job) => !job['timeout-minutes']).map(({ where }) => where),
    [],
  );
});

test('the workflow and .ci/run do what npm test does', () => {
  assert.ok(steps.some(({ run }) => run === 'npm test'));
  assert.match(read('.ci/run'), /^#!\/usr\/bin\/env bash\n.*\nnpm test\n$/);
  assert.equal(statSync(join(root, '.ci/run')).mode & 0o111, 0o111);
});

test('action.yml runs a file that is there, on the Node of the runner, and explains all of its inputs', () => {
  const { runs, inputs, outputs } = parse(read('action.yml'));
  assert.equal(runs.using, 'node24');
  assert.ok(existsSync(join(root, runs.main)), `${runs.main} is missing; npm run build`);
  for (const [name, { description }] of Object.entries<{ description?: string }>({ ...inputs, ...outputs }))
    assert.ok(description, name);
});

test('the matrix has every cell, native and emulated, each job under a name of its own', () => {
  const planned = matrixJobs();
  assert.deepEqual([...new Set(planned.map(({ cell }) => cell))].sort(), [
    'glibc-amd64',
    'glibc-arm64',
    'musl-amd64',
    'musl-arm64',
  ]);
  assert.ok(planned.some(({ emulated, cell }) => emulated && cell === 'musl-arm64'));
  assert.ok(
    planned.every(({ cell, runner, emulated }) => cell.endsWith('arm64') === (runner.endsWith('arm') || emulated)),
  );
  assert.equal(new Set(planned.map(({ id }) => id)).size, planned.length);
});

test('the lock file names no registry', () => {
  const lock = read('package-lock.json');
  const hosts = new Set([...lock.matchAll(/\w+:\/\/([^/"]*)/g)].map(([, host]) => host));
  assert.doesNotMatch(lock, /"resolved"/);
  assert.deepEqual(
    [...hosts].sort(),
    ['github.com', 'opencollective.com'],
    'where packages ask for money, nothing else',
  );
});

test('dependencies are exact versions, and the lock file is of this package', () => {
  const manifest = JSON.parse(read('package.json'));
  const locked = JSON.parse(read('package-lock.json')).packages[''];
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  assert.deepEqual(
    versions.filter((version) => !/^\d+(\.\d+\.\d+)?$/.test(String(version))),
    [],
  );
  assert.deepEqual(
    [locked.version, locked.dependencies, locked.devDependencies, locked.bin],
    [manifest.version, manifest.dependencies, manifest.devDependencies, manifest.bin],
  );
});

test('npm ci finds every platform of a package in the lock file, also where its registry lacks some', () => {
  const { packages } = JSON.parse(read('package-lock.json'));
  const optional = Object.values<{ optionalDependencies?: Record<string, string> }>(packages).flatMap((entry) =>
    Object.entries(entry.optionalDependencies ?? {}),
  );
  assert.ok(optional.length > 10);
  assert.deepEqual(
    optional.filter(([name, version]) => packages[`node_modules/${name}`]?.version !== version).map(([name]) => name),
    [],
  );
});
