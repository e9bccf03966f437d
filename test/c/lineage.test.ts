import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { probeProgram, unemulated, usual } from './build.ts';
import { type Recorded, run } from './probe.ts';

const skip = usual.missing;

/** The key of the last program of each sibling, in the order in which they were made. */
function keysOf({ lines, telemetry }: Recorded): (bigint | undefined)[] {
  const pids = new Map(lines.map((line) => line.split(' ').map(Number) as [number, number]));
  return [0, 1, 2, 3, 4].map((which) => telemetry.processes.findLast(({ pid }) => pid === pids.get(which))?.key);
}

function siblings(context: TestContext, how: string, delays: string, libraries: string[]): Recorded {
  const slow = probeProgram('slow', usual, ['-shared', '-fPIC']);
  return run(context, 'siblings', { libraries, rules: 'kill:EIO@exe=nobody', args: [how, slow, delays], seed: 3 });
}

for (const how of ['fork', 'exec', 'posix_spawn', 'vfork', 'orphan', 'thread', 'timer'])
  test(`${how}: children have the keys of the order in which they were made, however fast they are`, {
    skip: how === 'fork' || how === 'posix_spawn' ? skip : unemulated('says that every program starts a process'),
  }, (context) => {
    const first = siblings(context, how, 'falling', ['process']);
    const keys = keysOf(first);
    assert.equal(new Set(keys).size, 5);
    assert.ok(!keys.includes(undefined));
    const other = siblings(context, how, 'rising', ['process']);
    assert.deepEqual(keysOf(other), keys);
    // All libraries of a process have its key, in whichever order they start.
    for (const libraries of [
      ['process', 'io'],
      ['io', 'process'],
    ]) {
      const both = siblings(context, how, 'falling', libraries);
      assert.deepEqual(keysOf(both), keys);
      const records = new Map(both.telemetry.processes.map(({ pid, image, key }) => [`${pid} ${image}`, key]));
      assert.ok(both.telemetry.processes.every(({ pid, image, key }) => records.get(`${pid} ${image}`) === key));
    }
  });
