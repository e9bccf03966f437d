import assert from 'node:assert/strict';
import test from 'node:test';
import { glibc, musl } from './build.ts';
import { run } from './probe.ts';

for (const toolchain of [glibc, musl]) {
  const skip = toolchain.missing;
  const { libc } = toolchain;

  test(`${libc}: what was closed or changed out of sight brings no fault upon anything else`, { skip }, (context) => {
    const { lines, injections } = run(context, 'unseen', {
      rules: '$/data:write:EIO\n$/data/file:open:EIO@after=4',
      toolchain,
    });
    assert.deepEqual(lines, [
      'socket passed',
      'eventfd passed',
      'stderr of the parent passed',
      'directory of the parent passed',
      'errno of a memory stream passed',
    ]);
    assert.deepEqual(new Set(injections.map(({ target }) => target.endsWith('/data/file'))), new Set([true]));
  });

  for (const rules of ['', '/nowhere:write:EIO', '*:write:EIO@0'])
    test(`${libc}: children of fork survive first calls from several threads (${rules || 'no rule'})`, {
      skip,
    }, (context) => {
      const { lines } = run(context, 'crowd', { rules, toolchain });
      assert.deepEqual(lines, ['killed 0']);
    });

  for (const rules of [
    '',
    '/nowhere:write:EIO',
    '/nowhere:rename_to:EIO',
    '*:LATENCY:1ms@0',
    '*:write:EIO',
    '*:write:TORN',
    '*:rename_from:EIO',
    '*:QUOTA:1',
  ])
    test(`${libc}: a handler on a small stack may write and rename (${rules || 'no rule'})`, { skip }, (context) => {
      assert.deepEqual(run(context, 'altstack', { rules, toolchain }).lines, ['handled']);
    });

  test(`${libc}: a rename takes about as much of a handler's stack as other calls`, { skip }, (context) => {
    const { lines } = run(context, 'altstack', { rules: '/nowhere:EIO', args: ['compare'], toolchain });
    assert.deepEqual(lines, ['handled']);
  });
}

test('each of three hundred files with a rule of its own is hit', { skip: glibc.missing }, (context) => {
  const names = Array.from({ length: 300 }, (_, i) => `f${i}`);
  const { injections } = run(context, 'steps', {
    rules: names.map((name) => `$/${name}:fsync:EIO`).join('\n'),
    args: names.flatMap((name) => [`create a ${name}`, 'fsync a', 'close a']),
  });
  assert.equal(injections.length, 300);
});
