import assert from 'node:assert/strict';
import test from 'node:test';
import { announce, tellRepeats } from '../../src/run/announcement.ts';
import type { RunRequest, Workload } from '../../src/run/request.ts';
import { aProfile, aRule } from '../report/example.ts';

const workloads: [workload: Workload, repeats: string][] = [
  [{ argv: ['make'] }, '--seed 7'],
  [{ script: 'make', shell: 'bash' }, 'the input seed: "7"'],
];
for (const [workload, repeats] of workloads)
  test(`how a drawn seed is given again is said where it is announced: ${repeats}`, () => {
    const request = { workload, repeat: 1 } as RunRequest;
    const plan = { request, profile: aProfile([aRule({ id: 'one' })]), seed: 7 };
    const said = announce({ ...plan, target: { cell: { libc: 'glibc', arch: 'amd64' } } });
    assert.equal(said, `chaos: flaky-storage, 1 rule, seed 7 (drawn; ${repeats} repeats it), glibc-amd64`);
  });

test('how many runs passed is told, and how many were not started', () => {
  assert.equal(tellRepeats([0, 1, 0], 3), 'chaos: 2 of 3 runs passed');
  assert.equal(tellRepeats([0], 2), 'chaos: 1 of 1 run passed; 1 was not started');
});
