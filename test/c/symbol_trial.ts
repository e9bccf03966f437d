import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { counting, probeProgram, type Toolchain } from './build.ts';
import { countsOf, errno, place, type Recorded, type Result, run, start, type Trial } from './probe.ts';
import type { Symbols } from './symbols.ts';

/** A symbol of a library, with one libc. */
interface Subject {
  context: TestContext;
  toolchain: Toolchain;
  symbols: Symbols;
  trial: Trial;
  name: string;
  /** What calls it falls back to where the libc has no such name; else itself. */
  plain: string;
  operation: string;
}

/** What a failed call says: the word, errno, and of a stream that ferror tells. Times are left out. */
function words(lines: string[]): string[] {
  return lines.map((line) => line.replace(/ \d+$/, ''));
}

/** Without a fault it is as without the library: result, errno (0 and 77 stay) and the stream's indicator. */
export function trySymbol(subject: Subject): void {
  const { context, toolchain, symbols, name, operation } = subject;
  const bare = withoutLibrary(subject);
  if (toolchain.emulated && bare.lines.every((line) => line.startsWith(`failed ${errno('ENOSYS')} `))) {
    context.skip('QEMU does not have the system call');
    return;
  }
  assert.ok(
    bare.lines.every((line) => line.startsWith('ok ')),
    bare.lines.join('\n'),
  );
  const cannotFail = symbols.cannotFail?.(name) ?? false;
  const faultless = [cannotFail ? 'LATENCY:1h@p=0' : `${symbols.error.name}@p=0`];
  if (operation === 'NONE') faultless.push(`${symbols.error.name}@p=1`);
  for (const policy of faultless) {
    const result = attempt(subject, policy, 2);
    assert.deepEqual([words(result.lines), result.injections], [words(bare.lines), []]);
  }
  if (operation === 'NONE') return;
  if (!cannotFail) {
    tryFailures(subject, bare);
    trySometimes(subject);
  }
  tryDelay(subject, bare);
}

function withoutLibrary({ context, toolchain, symbols, trial, plain }: Subject): Result {
  const at = place(context);
  const bare = start(at, symbols.probe, { ...trial, toolchain, args: [at.work, '2', plain], bare: true });
  assert.deepEqual([bare.status, words(bare.lines).length], [0, 2], bare.lines.join('\n'));
  return bare;
}

/** So many calls under a rule, each of which has to be counted, and each fault recorded as that of the symbol. */
function attempt(subject: Subject, policy: string, count: number, seed?: number): Recorded {
  const { context, toolchain, symbols, trial, name, operation } = subject;
  const faulty = operation === 'NONE' ? symbols.otherOperation : operation;
  const rules = `${symbols.selectorOf(name)}:${faulty}:${policy},id=rule`;
  const args = ['.', String(count), name];
  const result = run(context, symbols.probe, { ...trial, rules, toolchain, ...(seed && { seed }), args });
  assert.equal(result.telemetry.dropped, 0);
  if (operation === 'NONE') return result;
  assert.equal(countsOf(result, 'rule').matched, count, 'each call is seen once');
  assert.equal(result.process.calls.get(operation), count * (1 + (symbols.callsBefore?.(name) ?? 0)));
  assert.equal(countsOf(result, 'rule').injected, result.injections.length);
  for (const injection of result.injections) {
    const module = injection.site?.module;
    // What counts lines makes no tail calls.
    const caller = counting ? module : probeProgram(symbols.probe, toolchain);
    assert.deepEqual([injection.symbol, injection.operation, module], [name, operation, caller]);
  }
  return result;
}

function tryFailures(subject: Subject, bare: Result): void {
  const { symbols, name } = subject;
  const { error } = symbols;
  const always = attempt(subject, `${error.name}@p=1`, 2);
  const stream = bare.lines[0]?.split(' ')[2] === '-' ? '-' : '1';
  assert.deepEqual(words(always.lines), Array(2).fill(`failed ${error.number} ${stream}`));
  assert.deepEqual(
    always.injections.map(({ effect, value }) => [effect, value]),
    Array(2).fill(['ERRNO', BigInt(error.number)]),
  );
  assert.ok(always.injections.every(({ target }) => symbols.isTarget(name, target, always.work)));

  const second = attempt(subject, `FAIL_AFTER:${error.name},1@p=1`, 3);
  assert.deepEqual(
    second.lines.map((line) => line.split(' ')[0]),
    ['ok', 'failed', 'failed'],
  );
}

function trySometimes(subject: Subject): void {
  const half = attempt(subject, `${subject.symbols.error.name}@p=0.5`, 40, 7);
  const failures = half.lines.map((line) => line.startsWith('failed'));
  assert.equal(failures.filter(Boolean).length, half.injections.length);
  assert.ok(half.injections.length >= 8 && half.injections.length <= 32, `${half.injections.length} of 40`);
  assert.deepEqual(
    half.injections.map(({ ordinal }) => failures[ordinal - 1]),
    half.injections.map(() => true),
  );
}

function tryDelay(subject: Subject, bare: Result): void {
  const late = attempt(subject, 'LATENCY:4ms@p=1', 2);
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
