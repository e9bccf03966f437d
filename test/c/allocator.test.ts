import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { scratch } from '../scratch.ts';
import { glibc, musl, probeProgram, root } from './build.ts';
import { fill, place, run, start, type Trial } from './probe.ts';
import { noStrace, straced } from './strace.ts';

const skip = glibc.missing;
const memory = { libraries: ['memory'] };
const BIND = [{}, { LD_BIND_NOW: '1' }] as Record<string, string>[];

for (const toolchain of [glibc, musl])
  for (const environment of BIND)
    for (const side of ['before', 'behind'] as const)
      test(`${toolchain.libc}: a constructor ${side} ours may get memory ${JSON.stringify(environment)}`, {
        skip: toolchain.missing,
      }, (context) => {
        const early = probeProgram('early_memory', toolchain, ['-shared', '-fPIC']);
        const trial = { ...memory, [side]: [early], toolchain, environment, args: ['malloc a 10', 'free a'] };
        const usual = ['malloc 0', 'free 0', 'late'];
        assert.deepEqual(run(context, 'memory', { ...trial, rules: 'mmap/file:EIO' }).lines, [
          'early 1 1 1 1',
          ...usual,
        ]);
        const faulty = run(context, 'memory', { ...trial, rules: 'calloc:ENOMEM\nmmap:ENOMEM\nstrdup:LATENCY:1ms' });
        assert.deepEqual(faulty.lines, ['early 1 0 1 0', ...usual]);
        assert.deepEqual(new Set(faulty.injections.map(({ site }) => site?.module)), new Set([early]));
        const limited = run(context, 'memory', { ...trial, rules: 'malloc:LIMIT:1MiB\nmmap/anon:LIMIT:4KiB' });
        assert.deepEqual(limited.lines, ['early 1 1 1 0', ...usual]);
      });

for (const side of ['before', 'behind'] as const)
  test(`a resolver may get memory while an object ${side} ours is relocated`, { skip }, (context) => {
    const resolver = probeProgram('resolver', glibc, ['-shared', '-fPIC', '-Wl,-z,now']);
    for (const rules of ['# none', 'malloc:LIMIT:64MiB', 'malloc:LATENCY:1us']) {
      const { lines, stderr } = run(context, 'memory', { ...memory, rules, [side]: [resolver], args: ['malloc a 10'] });
      assert.deepEqual([lines, stderr], [['resolved 42', 'malloc 0'], '']);
    }
  });

for (const [toolchain, other] of [
  [musl, glibc],
  [glibc, musl],
] as const)
  test(`a ${other.libc} object in a ${toolchain.libc} program does not stop it`, {
    skip: toolchain.missing ?? other.missing,
  }, (context) => {
    const at = place(context);
    fill(at, { memory: 'calloc:ENOMEM' });
    const args = [
      'malloc a 100000',
      'realloc a 10',
      'free a',
      'strdup b x',
      'mmap c 4096',
      'munmap c 4096',
      'calloc d 1 10',
    ];
    const result = start(at, 'memory', {
      ...{ toolchain, bare: true, before: [other.object('memory')], args },
      environment: { CHAOS_CONFIG_DIR: at.run },
    });
    assert.deepEqual([result.status, result.signal], [0, null], result.stderr);
    assert.deepEqual(
      result.lines.map((line) => line.replace('calloc -ENOMEM', 'calloc 0')),
      args.map((step) => `${step.split(' ')[0]} 0`),
    );
  });

const LIBRARIES = '/usr/lib/x86_64-linux-gnu';
const MEMUSAGE = '/lib/x86_64-linux-gnu/libmemusage.so';
const allocators = [
  ['jemalloc', 'libjemalloc.so.2'],
  ['mimalloc', 'libmimalloc.so.2'],
  ['tcmalloc', 'libtcmalloc_minimal.so.4'],
] as const;

/** Rules, whether 4 MiB at once are to be had then, and whether smaller requests fail. */
const RULES = [
  ['# none', true, false],
  ['malloc:ENOMEM@p=0', true, false],
  ['malloc:LIMIT:3MiB', false, false],
  ['malloc:ENOMEM@p=0.01', undefined, true],
] as const;

/**
 * Runs the heap probe under each of the rules. They are out of reach where another definition of malloc comes before the
 * library's: then only functions are met that it leaves to the libc.
 */
function tryHeap(context: TestContext, reached: boolean, trial: Trial): void {
  for (const [rules, large, failing] of RULES) {
    const { lines, injections, telemetry } = run(context, 'heap', { ...memory, rules, ...trial });
    const [, got = '', failed = ''] = /^4 MiB (\d), failed (\d+)$/.exec(lines[0] ?? '') ?? [];
    if (large !== undefined) assert.equal(got === '1', large || !reached, `${rules}: ${lines[0]}`);
    const symbols = new Set(injections.map(({ symbol }) => symbol));
    if (reached) {
      assert.equal(Number(failed) > 0, failing, `${rules}: ${lines[0]}`);
      assert.equal(symbols.has('malloc'), failing || large === false, rules);
    } else {
      assert.ok(
        [...symbols].every((symbol) => symbol === 'strdup' && failing),
        [...symbols].join(),
      );
    }
    assert.equal(telemetry.dropped, 0);
  }
}

for (const environment of BIND) {
  const how = JSON.stringify(environment);
  for (const toolchain of [glibc, musl])
    test(`${toolchain.libc}: the libc's allocator works under rules ${how}`, { skip: toolchain.missing }, (context) =>
      tryHeap(context, true, { environment, toolchain }),
    );

  for (const [name, file] of allocators) {
    const object = join(LIBRARIES, file);
    const missing = skip ?? (existsSync(object) ? undefined : `there is no ${file}`);
    test(`${name} behind the library works, and rules meet it ${how}`, { skip: missing }, (context) =>
      tryHeap(context, true, { environment, behind: [object] }),
    );
    test(`${name} before the library works, out of its reach ${how}`, { skip: missing }, (context) =>
      tryHeap(context, false, { environment, before: [object] }),
    );
  }
}

test('an allocator that does not tell the sizes of its blocks works, and no LIMIT is kept', {
  skip: skip ?? (existsSync(MEMUSAGE) ? undefined : `there is no ${MEMUSAGE}`),
}, (context) => {
  for (const [rules, failing] of [
    ['malloc:LIMIT:1MiB', false],
    ['malloc:ENOMEM@p=0.01', true],
  ] as const) {
    const { lines, injections } = run(context, 'heap', { ...memory, rules, behind: [MEMUSAGE] });
    const failed = Number(/^4 MiB [01], failed (\d+)$/.exec(lines[0] ?? '')?.[1]);
    assert.deepEqual([failed > 0, injections.length > 0], [failing, failing], rules);
  }
});

test('what an allocator maps for itself can fail, and is told from what the program maps', {
  skip: skip ?? (existsSync(join(LIBRARIES, 'libjemalloc.so.2')) ? undefined : 'there is no jemalloc'),
}, (context) => {
  for (const side of ['before', 'behind'] as const) {
    const { injections } = run(context, 'heap', {
      ...memory,
      rules: 'mmap/anon:LATENCY:10us',
      [side]: [join(LIBRARIES, 'libjemalloc.so.2')],
    });
    assert.ok(injections.length > 0 && injections.every(({ site }) => site?.module.includes('libjemalloc')));
  }
});

const sanitized = join(root, 'build/c/sanitized');

/** Builds the heap probe with a sanitizer; returns its path, or undefined where that can't be done. */
function buildSanitized(...flags: string[]): string | undefined {
  mkdirSync(sanitized, { recursive: true });
  const program = join(sanitized, `heap${flags.join('')}`);
  const source = join(root, 'c/test/probe/heap.c');
  const args = ['-std=gnu99', '-O1', '-g', '-D_GNU_SOURCE', '-pthread', ...flags, source, '-o', program];
  const { status } = spawnSync('cc', args, { timeout: 60_000, killSignal: 'SIGKILL' });
  return status === 0 ? program : undefined;
}

for (const [name, flags, reached, reports] of [
  ['ASan', ['-fsanitize=address'], true, true],
  ['a static ASan', ['-fsanitize=address', '-static-libasan'], false, true],
  ['UBSan', ['-fsanitize=undefined'], true, false],
  ['LSan', ['-fsanitize=leak'], true, false],
  ['TSan', ['-fsanitize=thread'], true, false],
] as const)
  test(`programs built with ${name} work, ${reached ? 'under' : 'out of reach of'} malloc rules`, {
    skip,
  }, (context) => {
    const program = buildSanitized(...flags);
    if (!program) return context.skip('the compiler does not have it');
    // ASan wants to be told that something may come before it.
    const environment = { ASAN_OPTIONS: 'verify_asan_link_order=0:detect_leaks=0', TSAN_OPTIONS: 'halt_on_error=1' };
    const bare = start(place(context), name, { program, environment, bare: true });
    if (bare.status !== 0) return context.skip(`not even without the library: ${bare.stderr}`);
    tryHeap(context, reached, { program, environment });
    if (!reports) return;
    const at = place(context);
    fill(at, { memory: '# none' });
    const found = start(at, name, {
      ...{ ...memory, program, args: ['overflow'] },
      environment: { ...environment, CHAOS_CONFIG_DIR: at.run },
    });
    assert.match(found.stderr, /heap-buffer-overflow/);
    assert.notEqual(found.status, 0);
  });

test('ASan before the library works, and keeps calls of the malloc family to itself', { skip }, (context) => {
  const program = buildSanitized('-fsanitize=address');
  const runtime = spawnSync('cc', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).stdout.trim();
  if (!program || !existsSync(runtime)) return context.skip('the compiler does not have it');
  tryHeap(context, false, { program, before: [runtime], environment: { ASAN_OPTIONS: 'detect_leaks=0' } });
});

test('operator new throws where malloc fails', { skip }, (context) => {
  const program = join(scratch(context), 'operators');
  const source = join(root, 'c/test/probe/operators.cc');
  const { status } = spawnSync('g++', ['-std=c++17', '-O1', '-pthread', source, '-o', program], { timeout: 60_000 });
  if (status !== 0) return context.skip('there is no C++ compiler');
  for (const environment of BIND)
    for (const [rules, said] of [
      ['# none', '4 MiB 1, thrown nothing'],
      ['malloc:LIMIT:6MiB', '4 MiB 1, thrown bad_alloc'],
      ['malloc:LIMIT:2MiB', '4 MiB 0, thrown bad_alloc'],
    ] as const)
      assert.deepEqual(run(context, 'operators', { ...memory, program, rules, environment }).lines, [said]);
});

test('a request that gets no fault makes no system call of ours', {
  skip: skip ?? noStrace,
}, (context) => {
  const program = probeProgram('heap');
  const callsUnder = (rules?: string) => {
    const at = place(context);
    fill(at, { memory: rules ?? '' });
    const object = rules === undefined ? undefined : glibc.object('memory');
    // One arena: how many an allocator makes depends on how threads meet.
    const lines = straced(at, object, [program], ['-f', '-E', 'GLIBC_TUNABLES=glibc.malloc.arena_max=1']);
    // Threads wait for one another now and then.
    return lines.filter((line) => !/futex|resumed|exited/.test(line)).length;
  };
  const bare = callsUnder();
  for (const rules of [
    '# none',
    '*:ENOMEM',
    'valloc:ENOMEM',
    '*:malloc:ENOMEM@p=0',
    'malloc:LIMIT:1GiB\nmmap:LIMIT:1GiB',
  ]) {
    const more = callsUnder(rules) - bare;
    assert.ok(more < 150, `${rules}: ${more} system calls more than ${bare}`);
  }
});
