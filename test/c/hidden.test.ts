import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { glibc, musl } from './build.ts';
import { countsOf, errno, place, run, start } from './probe.ts';

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

  for (const effect of ['SHORT', 'DROP', 'CORRUPT', 'THROTTLE:1MiB/s', 'RESET', 'BLACKHOLE', 'EINTR', 'LATENCY:1us'])
    test(`${libc}: a handler on a small stack may send and receive (${effect})`, { skip }, (context) => {
      const [address, args] = effect === 'DROP' ? ['udp4://*:*', ['datagrams']] : ['tcp4://*:*', []];
      const result = run(context, 'altsend', { rules: { net: `${address}:${effect}@id=it` }, args, toolchain });
      assert.deepEqual([result.lines, result.stderr], [['handled'], '']);
      assert.notEqual(countsOf(result, 'it').injected, 0);
    });

  for (const target of ['*', 'tcp://localhost:1'])
    test(`${libc}: rules about ${target} that have changed are read in a thread with little stack`, {
      skip,
    }, (context) => {
      const at = place(context);
      const [text, inForce] = [join(at.run, 'new.conf'), join(at.run, 'net.conf')];
      writeFileSync(text, `${target}:connect:ERRNO:EPERM\n`);
      const environment = { CHAOS_CONFIG_DIR: at.run };
      const result = start(at, 'reread', { toolchain, libraries: ['net'], args: [text, inForce], environment });
      assert.deepEqual([result.lines, result.stderr], [[`${errno('EPERM')}`], '']);
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
