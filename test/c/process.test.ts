import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { probeProgram, unemulated, usual } from './build.ts';
import { countsOf, type Recorded, run, runToAnyEnd } from './probe.ts';

const skip = usual.missing;
const skipStart = unemulated('says that every program starts a process');

/** `<who> <syncs that failed>`, in the order of the process records, each with its record. */
function family(result: Recorded) {
  const said = result.lines.map((line) => line.split(' '));
  const pidOf = (who: string) => Number(said.find(([name]) => name === who)?.[2]);
  return {
    said: said.map(([who, failed]) => `${who} ${failed}`),
    pidOf,
    processes: result.telemetry.processes,
    recordsOf: (who: string) => result.telemetry.processes.filter(({ pid }) => pid === pidOf(who)),
  };
}

test('a child of fork counts for itself, and has a record and a key of its own', { skip }, (context) => {
  const result = run(context, 'family', { rules: '$/file:fsync:EIO@times=2,id=it', args: ['fork'] });
  const { said, processes, pidOf, recordsOf } = family(result);
  assert.deepEqual(said, ['parent 2', 'child 2', 'parent 0']);
  assert.equal(processes.length, 2);
  const [parent, child] = processes;
  assert.deepEqual([parent?.forked, child?.forked], [false, true]);
  assert.deepEqual([child?.pid, child?.parent, parent?.pid], [pidOf('child'), pidOf('parent'), pidOf('parent')]);
  assert.notEqual(parent?.key, child?.key);
  assert.equal(child?.executable, probeProgram('family'));
  assert.deepEqual([parent?.calls.get('fsync'), child?.calls.get('fsync')], [6, 3]);
  assert.equal(recordsOf('child').length, 1);
  assert.deepEqual(
    processes.map(({ rules }) => [...rules.values()].map(({ matched, injected }) => [matched, injected])),
    [[[6, 2]], [[3, 2]]],
  );
  assert.deepEqual(countsOf(result, 'it'), { matched: 9, injected: 4 });
  assert.deepEqual(
    result.injections.map(({ pid }) => pid),
    [pidOf('parent'), pidOf('parent'), pidOf('child'), pidOf('child')],
  );
});

for (const how of ['forkexec', 'vfork', 'spawn'] as const)
  test(`${how}: a new program begins anew, with a record and a key of its own`, { skip }, (context) => {
    const result = run(context, 'family', { rules: '$/file:fsync:EIO@times=2,id=it', args: [how] });
    const { said, pidOf, processes, recordsOf } = family(result);
    assert.deepEqual(said, ['parent 2', 'leaf 2', 'parent 0']);
    const leaf = recordsOf('leaf').at(-1);
    assert.deepEqual([leaf?.forked, leaf?.parent, leaf?.rulesInvalid], [false, pidOf('parent'), false]);
    assert.equal(new Set(processes.map(({ key }) => key)).size, processes.length);
    assert.equal(
      new Set(processes.map(({ token }) => token)).size,
      recordsOf('leaf').length === 2 ? 2 : processes.length,
    );
  });

test('a process that becomes another program has a record for each, counted', { skip: skipStart }, (context) => {
  const result = run(context, 'family', { rules: '$/file:fsync:EIO@times=2', args: ['exec'] });
  const { said, processes } = family(result);
  assert.deepEqual(said, ['parent 2', 'leaf 2']);
  const [before, after] = processes;
  assert.deepEqual([before?.pid, before?.start], [after?.pid, after?.start]);
  assert.deepEqual([before?.image, after?.image], [0, 1]);
  assert.notEqual(before?.token, after?.token);
  assert.notEqual(before?.key, after?.key);
});

test('shells between us and the program are recorded, and so is the program', { skip: skipStart }, (context) => {
  const result = run(context, 'family', { rules: '$/file:fsync:EIO', args: ['system'] });
  assert.deepEqual(family(result).said, ['parent 3', 'leaf 3', 'parent 3']);
  const leaf = family(result).recordsOf('leaf').at(-1);
  assert.deepEqual([leaf?.executable, leaf?.image], [probeProgram('family'), 1]);
});

test('budget is one for the whole family', { skip }, (context) => {
  for (const how of ['fork', 'spawn', 'grandchild', 'exec']) {
    const result = run(context, 'family', { rules: '$/file:fsync:EIO@budget=4,id=it', args: [how] });
    assert.equal(countsOf(result, 'it').injected, 4, how);
    assert.equal(result.injections.length, 4);
  }
});

test('siblings, children and grandchildren have keys of their own, the same in every run', { skip }, (context) => {
  const keys = (how: string) => {
    const { telemetry } = run(context, 'family', { rules: '$/file:fsync:EIO', args: [how], seed: 5 });
    return telemetry.processes.map(({ key }) => key).sort();
  };
  for (const how of ['twice', 'grandchild', 'forkexec', 'spawn', 'system', 'exec']) {
    const first = keys(how);
    assert.equal(new Set(first).size, first.length, how);
    assert.deepEqual(keys(how), first, how);
  }
});

test('faults by chance in a family are the same in every run', { skip }, (context) => {
  for (const how of ['twice', 'forkexec', 'system']) {
    const said = (seed: number) => {
      const { lines } = run(context, 'family', { rules: '$/file:fsync:EIO@0.5', args: [how], seed });
      return lines.map((line) => line.replace(/ \d+$/, '')).join();
    };
    const first = said(1);
    for (let i = 0; i < 3; i++) assert.equal(said(1), first);
    assert.ok([2, 3, 4, 5].some((seed) => said(seed) !== first));
  }
});

test('forks out of a program with busy threads all go well', { skip }, (context) => {
  const result = run(context, 'forks', { rules: '*:fsync:EIO@0.3\n*:write:EIO@0.1' });
  assert.deepEqual(result.lines, ['100 children ended well']);
  assert.equal(result.telemetry.lost, 0);
  assert.equal(result.telemetry.processes.filter(({ forked }) => forked).length, 100);
});

test('what was recorded before SIGKILL is there', { skip }, (context) => {
  const { signal, lines, injections, telemetry } = runKilled(context, 5000);
  assert.deepEqual([signal, lines], ['SIGKILL', ['done']]);
  assert.deepEqual([injections.length, telemetry.dropped, telemetry.processes.length], [5000, 0, 1]);
  assert.deepEqual(
    injections.map(({ ordinal }) => ordinal),
    Array.from({ length: 5000 }, (_, i) => i + 1),
  );
});

function runKilled(context: TestContext, syncs: number): Recorded {
  return runToAnyEnd(context, 'killed', { rules: '$/file:fsync:EIO', args: [String(syncs)] });
}
