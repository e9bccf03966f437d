import assert from 'node:assert/strict';
import test from 'node:test';
import { usual } from './build.ts';
import { countsOf, errno, run } from './probe.ts';
import { trySymbols } from './symbols.ts';

trySymbols({
  library: 'io',
  probe: 'symbol',
  error: { name: 'EIO', number: errno('EIO') },
  otherOperation: 'fsync',
  // The file of tmpfile is in /tmp whatever we want, and the destination of tee is a pipe.
  selectorOf: (symbol) => (symbol.startsWith('tmpfile') ? '/tmp' : symbol === 'tee' ? '*' : '$'),
  isTarget: (symbol, target, work) =>
    symbol === 'tee' ? target === 'pipe' : target.startsWith(symbol.startsWith('tmpfile') ? '/tmp' : work),
  // One to open again has to be opened before.
  callsBefore: (symbol) => (symbol.startsWith('freopen') ? 1 : 0),
  missingOnMusl: /64|_chk$|unlocked|_2$|v2$|copy_file_range|close_range|closefrom|renameat2|statx|__getdelim|xstat/,
});

for (const [name, operation] of [
  ['opendir', 'open'],
  ['readdir', 'read'],
  ['readdir64', 'read'],
] as const)
  test(`${name}, which no signal interrupts, never fails with EINTR`, { skip: usual.missing }, (context) => {
    const result = run(context, 'symbol', { rules: `$:${operation}:EINTR@id=rule`, args: ['.', '2', name] });
    assert.deepEqual(
      result.lines.map((line) => line.split(' ')[0]),
      ['ok', 'ok'],
    );
    assert.deepEqual(countsOf(result, 'rule'), { matched: 0, injected: 0 });
    assert.equal(result.process.calls.get(operation), 2);
  });
