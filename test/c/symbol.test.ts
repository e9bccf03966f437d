import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import tables from '../../src/compile/grammar.json' with { type: 'json' };
import { glibc, musl, probeProgram, root, type Toolchain } from './build.ts';
import { countsOf, errno, place, run, start } from './probe.ts';

const EIO = errno('EIO');

/** The rows of symbols.def. */
const symbols = [
  ...readFileSync(join(root, 'c/io/symbols.def'), 'utf8').matchAll(/^SYMBOL\((\w+), (\w+), \w+\)$/gm),
].map(([, name = '', operation = '']) => ({ name, operation }));

/** What a failed call says: the word, errno, and of a stream that ferror tells. Times are left out. */
function words(lines: string[]): string[] {
  return lines.map((line) => line.replace(/ \d+$/, ''));
}

/** Where the symbol's file is: tmpfile's is in /tmp whatever we want, and tee's destination is a pipe. */
function selectorOf(symbol: string): string {
  if (symbol.startsWith('tmpfile')) return '/tmp';
  return symbol === 'tee' ? '*' : '$';
}

test('grammar.json has the symbols of symbols.def', () => {
  assert.ok(symbols.length > 140);
  assert.deepEqual(tables.libraries[0]?.symbols, symbols);
});

for (const toolchain of [glibc, musl]) {
  const skip = toolchain.missing;
  /** Functions that this libc has, of those that the probe can call. */
  const there = new Map<string, boolean>();

  test(`${toolchain.libc}: the probe can call every symbol that the libc has`, { skip }, (context) => {
    for (const line of start(place(context), 'symbol', { args: ['list'], toolchain, bare: true }).lines) {
      const [name = '', has] = line.split(' ');
      there.set(name, has === 'there');
    }
    assert.deepEqual(
      [...there.keys()],
      symbols.map(({ name }) => name),
    );
    const missing = [...there].filter(([, has]) => !has).map(([name]) => name);
    if (toolchain.libc === 'glibc') assert.deepEqual(missing, []);
    else
      assert.ok(
        missing.length < 40 &&
          missing.every((name) =>
            /64|_chk$|unlocked|_2$|v2$|copy_file_range|close_range|renameat2|statx|__getdelim|xstat/.test(name),
          ),
        missing.join(' '),
      );
  });

  for (const { name, operation } of symbols)
    test(`${toolchain.libc}: ${name} passes or fails as the rules say`, { skip }, (context) => {
      if (!there.get(name)) return context.skip('this libc does not have it');
      tryOut(context, toolchain, name, operation);
    });
}

function tryOut(context: TestContext, toolchain: Toolchain, name: string, operation: string): void {
  const program = probeProgram('symbol', toolchain);
  const at = place(context);
  const args = (count: number, work = '.') => [work, String(count), name];
  const bare = start(at, 'symbol', { program, toolchain, args: args(2, at.work), bare: true });
  assert.deepEqual([bare.status, words(bare.lines).length], [0, 2], bare.lines.join('\n'));
  assert.ok(
    bare.lines.every((line) => line.startsWith('ok ')),
    bare.lines.join('\n'),
  );

  const attempt = (policy: string, count: number, seed?: number) => {
    const faulty = operation === 'NONE' ? 'fsync' : operation;
    const rules = `${selectorOf(name)}:${faulty}:${policy},id=rule`;
    const result = run(context, 'symbol', { rules, toolchain, ...(seed && { seed }), args: args(count) });
    assert.equal(result.telemetry.dropped, 0);
    if (operation === 'NONE') return result;
    assert.equal(countsOf(result, 'rule').matched, count, 'each call is seen once');
    const streams = name.startsWith('freopen') ? count : 0; // one to open again has to be opened before
    assert.equal(result.process.calls.get(operation), count + streams);
    assert.equal(countsOf(result, 'rule').injected, result.injections.length);
    for (const injection of result.injections)
      assert.deepEqual(
        { symbol: injection.symbol, operation: injection.operation, module: injection.site?.module },
        { symbol: name, operation, module: program },
      );
    return result;
  };

  // Without a fault it is as without the library: result, errno (0 and 77 stay) and the stream's indicator.
  const never = attempt('EIO@p=0', 2);
  assert.deepEqual([words(never.lines), never.injections], [words(bare.lines), []]);

  const always = attempt('EIO@p=1', 2);
  const stream = bare.lines[0]?.split(' ')[2] === '-' ? '-' : '1';
  if (operation === 'NONE') {
    assert.deepEqual([words(always.lines), always.injections], [words(bare.lines), []]);
    return;
  }
  assert.deepEqual(words(always.lines), Array(2).fill(`failed ${EIO} ${stream}`));
  assert.deepEqual(
    always.injections.map(({ effect, value }) => [effect, value]),
    Array(2).fill(['ERRNO', BigInt(EIO)]),
  );
  if (name === 'tee') assert.equal(always.injections[0]?.target, 'pipe');
  else
    assert.ok(
      always.injections.every(({ target }) => target.startsWith(name.startsWith('tmpfile') ? '/tmp' : always.work)),
    );

  const half = attempt('EIO@p=0.5', 40, 7);
  const failures = half.lines.map((line) => line.startsWith('failed'));
  assert.equal(failures.filter(Boolean).length, half.injections.length);
  assert.ok(half.injections.length >= 8 && half.injections.length <= 32, `${half.injections.length} of 40`);
  assert.deepEqual(
    half.injections.map(({ ordinal }) => failures[ordinal - 1]),
    half.injections.map(() => true),
  );

  const second = attempt('FAIL_AFTER:EIO,1@p=1', 3);
  assert.deepEqual(
    second.lines.map((line) => line.split(' ')[0]),
    ['ok', 'failed', 'failed'],
  );

  const late = attempt('LATENCY:4ms@p=1', 2);
  assert.deepEqual(words(late.lines), words(bare.lines));
  assert.ok(
    late.lines.every((line) => Number(line.split(' ')[3]) >= 4000),
    late.lines.join('\n'),
  );
  assert.deepEqual(
    late.injections.map(({ effect, value }) => [effect, value]),
    Array(2).fill(['LATENCY', 4_000_000n]),
  );
}
