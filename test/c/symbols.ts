import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import tables from '../../src/compile/grammar.json' with { type: 'json' };
import { glibc, musl, probeProgram, root } from './build.ts';
import { place, start, type Trial } from './probe.ts';
import { trySymbol } from './symbol_trial.ts';

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
function rowsOf(library: string): { name: string; operation: string; plain: string }[] {
  const table = readFileSync(join(root, 'c', library, 'symbols.def'), 'utf8');
  return [...table.matchAll(/^SYMBOL\((\w+), (\w+), (\w+)\)$/gm)].map(([, name = '', operation = '', plain = '']) => ({
    name,
    operation,
    plain,
  }));
}

/** What glibc 2.31 does not have yet, or has in libraries of their own. */
const YOUNG =
  /^(close_range|closefrom|[fl]?stat(at)?(64)?|_*res_n?(query|search)|epoll_pwait2|_Fork|forkpty|execveat)$/;

/** What musl has no names of its own for since 1.2.4. */
const LARGE = /64(_2|v2|_chk)?$/;

/** Tries every symbol of a library with every libc at hand: without a fault, with one always, now and then, later, late. */
export function trySymbols(symbols: Symbols): void {
  const { library, probe } = symbols;
  const rows = rowsOf(library);

  test(`grammar.json has the symbols of ${library}`, () => {
    assert.ok(rows.length > 0);
    assert.deepEqual(
      tables.libraries.find(({ name }) => name === library)?.symbols,
      rows.map(({ name, operation }) => ({ name, operation })),
    );
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

    for (const { name, operation, plain } of rows)
      test(`${toolchain.libc}: ${name} passes or fails as the rules say`, { skip }, (context) => {
        // Who asks for one that there is not (dlsym) finds ours, which calls the one that it falls back to.
        const instead = there.get(plain) ? plain : plain.replace(/^__(\w+)_chk$|^(p\w+v)2$/, '$1$2');
        if (!there.get(name) && !there.get(instead)) return context.skip('this libc does not have it');
        if (toolchain.emulated && symbols.sharesMemory?.test(name))
          return context.skip('the vfork of QEMU is fork: the child shares no memory');
        const called = there.get(name) ? name : instead;
        trySymbol({ context, toolchain, symbols, trial: trial(), name, plain: called, operation });
      });
  }
}
