import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import tables from '../../src/compile/grammar.json' with { type: 'json' };
import { counting, glibc, musl, probeProgram, root, type Toolchain } from './build.ts';
import { countsOf, errno, place, run, start, type Trial } from './probe.ts';

/** How the symbols of one library are tried. */
export interface Symbols {
  library: string;
  /** The program that calls them: c/test/probe/<probe>.c. */
  probe: string;
  /** What calls are made to fail with: its name in rules, and the number that the program is told. */
  error: { name: string; number: number };
  /** Rules are on an operation of the library while symbols that belong to none are tried. */
  otherOperation: string;
  /** The selector that the probe's calls of a symbol have to meet. */
  selectorOf: (symbol: string) => string;
  /** Whether that is the target of the probe's calls of a symbol. */
  isTarget: (symbol: string, target: string, work: string) => boolean;
  /** Calls of the same operation that the probe needs for each call of the symbol. */
  callsBefore?: (symbol: string) => number;
  /** The symbols that musl does not have; none when left out. */
  missingOnMusl?: RegExp;
  /** The symbols that the probe calls in a child which has to share its memory; none when left out. */
  sharesMemory?: RegExp;
  /** Whether calls of a symbol have no way to fail, so that no rule can make them; they can be late. */
  cannotFail?: (symbol: string) => boolean;
  /** What is preloaded behind the library: c/test/probe/<behind>.c. */
  behind?: string;
  /** More for every run. */
  trial?: Trial;
}

/** The rows of a library's symbols.def. */
function rowsOf(library: string): { name: string; operation: string }[] {
  const table = readFileSync(join(root, 'c', library, 'symbols.def'), 'utf8');
  return [...table.matchAll(/^SYMBOL\((\w+), (\w+), \w+\)$/gm)].map(([, name = '', operation = '']) => ({
    name,
    operation,
  }));
}

/** What a failed call says: the word, errno, and of a stream that ferror tells. Times are left out. */
function words(lines: string[]): string[] {
  return lines.map((line) => line.replace(/ \d+$/, ''));
}

/** What glibc 2.31 does not have yet, or has in libraries of their own. */
const YOUNG = /^(close_range|[fl]?stat(at)?(64)?|_*res_n?(query|search)|epoll_pwait2|_Fork|forkpty|execveat)$/;

/** What musl has no names of its own for since 1.2.4. */
const LARGE = /64(_2|v2|_chk)?$/;

/** Tries every symbol of a library with every libc at hand: without a fault, with one always, now and then, later, late. */
export function trySymbols(symbols: Symbols): void {
  const { library, probe } = symbols;
  const rows = rowsOf(library);

  test(`grammar.json has the symbols of ${library}`, () => {
    assert.ok(rows.length > 0);
    assert.deepEqual(tables.libraries.find(({ name }) => name === library)?.symbols, rows);
  });

  for (const toolchain of [glibc, musl]) {
    const skip = toolchain.missing;
    const trial = (): Trial => ({
      ...symbols.trial,
      libraries: [library],
      behind: symbols.behind ? [probeProgram(symbols.behind, toolchain, ['-shared', '-fPIC'])] : [],
    });
    /** Functions that this libc has, of those that the probe can call. */
    const there = new Map<string, boolean>();

    test(`${toolchain.libc}: the probe can call every symbol of ${library} that the libc has`, { skip }, (context) => {
      for (const line of start(place(context), probe, { ...trial(), args: ['list'], toolchain, bare: true }).lines) {
        const [name = '', has] = line.split(' ');
        there.set(name, has === 'there');
      }
      assert.deepEqual(
        [...there.keys()],
        rows.map(({ name }) => name),
      );
      const missing = [...there].filter(([, has]) => !has).map(([name]) => name);
      if (toolchain.libc === 'glibc')
        assert.deepEqual(
          missing.filter((name) => !toolchain.old || !YOUNG.test(name)),
          [],
        );
      else {
        const strange = missing.filter((name) => !LARGE.test(name));
        assert.ok(strange.length < 40 && strange.every((name) => symbols.missingOnMusl?.test(name)), missing.join(' '));
      }
    });

    for (const { name, operation } of rows)
      test(`${toolchain.libc}: ${name} passes or fails as the rules say`, { skip }, (context) => {
        if (!there.get(name)) return context.skip('this libc does not have it');
        if (toolchain.emulated && symbols.sharesMemory?.test(name))
          return context.skip('the vfork of QEMU is fork: the child shares no memory');
        tryOut(context, toolchain, symbols, trial(), name, operation);
      });
  }
}

function tryOut(
  context: TestContext,
  toolchain: Toolchain,
  symbols: Symbols,
  trial: Trial,
  name: string,
  operation: string,
): void {
  const { probe, error, selectorOf } = symbols;
  const program = probeProgram(probe, toolchain);
  const at = place(context);
  const args = (count: number, work = '.') => [work, String(count), name];
  const bare = start(at, probe, { ...trial, program, toolchain, args: args(2, at.work), bare: true });
  assert.deepEqual([bare.status, words(bare.lines).length], [0, 2], bare.lines.join('\n'));
  if (toolchain.emulated && bare.lines.every((line) => line.startsWith(`failed ${errno('ENOSYS')} `))) {
    context.skip('QEMU does not have the system call');
    return;
  }
  assert.ok(
    bare.lines.every((line) => line.startsWith('ok ')),
    bare.lines.join('\n'),
  );

  const attempt = (policy: string, count: number, seed?: number) => {
    const faulty = operation === 'NONE' ? symbols.otherOperation : operation;
    const rules = `${selectorOf(name)}:${faulty}:${policy},id=rule`;
    const result = run(context, probe, { ...trial, rules, toolchain, ...(seed && { seed }), args: args(count) });
    assert.equal(result.telemetry.dropped, 0);
    if (operation === 'NONE') return result;
    assert.equal(countsOf(result, 'rule').matched, count, 'each call is seen once');
    assert.equal(result.process.calls.get(operation), count * (1 + (symbols.callsBefore?.(name) ?? 0)));
    assert.equal(countsOf(result, 'rule').injected, result.injections.length);
    for (const injection of result.injections)
      assert.deepEqual(
        { symbol: injection.symbol, operation: injection.operation, module: injection.site?.module },
        // What counts lines makes no tail calls.
        { symbol: name, operation, module: counting ? injection.site?.module : program },
      );
    return result;
  };

  const tryFailures = () => {
    const always = attempt(`${error.name}@p=1`, 2);
    const stream = bare.lines[0]?.split(' ')[2] === '-' ? '-' : '1';
    assert.deepEqual(words(always.lines), Array(2).fill(`failed ${error.number} ${stream}`));
    assert.deepEqual(
      always.injections.map(({ effect, value }) => [effect, value]),
      Array(2).fill(['ERRNO', BigInt(error.number)]),
    );
    assert.ok(always.injections.every(({ target }) => symbols.isTarget(name, target, always.work)));

    const half = attempt(`${error.name}@p=0.5`, 40, 7);
    const failures = half.lines.map((line) => line.startsWith('failed'));
    assert.equal(failures.filter(Boolean).length, half.injections.length);
    assert.ok(half.injections.length >= 8 && half.injections.length <= 32, `${half.injections.length} of 40`);
    assert.deepEqual(
      half.injections.map(({ ordinal }) => failures[ordinal - 1]),
      half.injections.map(() => true),
    );

    const second = attempt(`FAIL_AFTER:${error.name},1@p=1`, 3);
    assert.deepEqual(
      second.lines.map((line) => line.split(' ')[0]),
      ['ok', 'failed', 'failed'],
    );
  };

  // Without a fault it is as without the library: result, errno (0 and 77 stay) and the stream's indicator.
  const cannotFail = symbols.cannotFail?.(name) ?? false;
  const never = attempt(cannotFail ? 'LATENCY:1h@p=0' : `${error.name}@p=0`, 2);
  assert.deepEqual([words(never.lines), never.injections], [words(bare.lines), []]);
  if (operation === 'NONE') {
    const none = attempt(`${error.name}@p=1`, 2);
    assert.deepEqual([words(none.lines), none.injections], [words(bare.lines), []]);
    return;
  }
  if (!cannotFail) tryFailures();

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
