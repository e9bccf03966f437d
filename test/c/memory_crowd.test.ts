import assert from 'node:assert/strict';
import test from 'node:test';
import { glibc, musl } from './build.ts';
import { place, run, start } from './probe.ts';

const memory = { libraries: ['memory'] };
const number = (line: string | undefined) => Number(line?.split(' ')[1]);

for (const toolchain of [glibc, musl]) {
  const { libc, missing: skip } = toolchain;
  const trial = { ...memory, toolchain };

  for (const [rules, failures] of [
    ['# none', 0],
    ['strdup:ENOMEM\nmmap/file:ENOMEM', 1000],
    ['malloc:LATENCY:1ms@p=0.5\nmmap/anon:ENOMEM', 1000],
    ['malloc:LIMIT:1GiB\nmmap:LIMIT:1GiB', 0],
  ] as const)
    test(`${libc}: a thousand threads with stacks of 16 KiB get memory (${rules.split('\n')[0]})`, {
      skip,
    }, (context) => {
      const bare = start(place(context), 'memory_crowd', { toolchain, bare: true, args: ['threads'] });
      if (bare.status !== 0) return context.skip(`not even without the library: ${bare.lines.at(-1)}`);
      const { lines, injections, process, telemetry } = run(context, 'memory_crowd', {
        ...trial,
        ...{ rules, args: ['threads'] },
      });
      assert.equal(number(lines[0]), failures);
      const counted = [...process.rules.values()].reduce((sum, { injected }) => sum + injected, 0);
      assert.deepEqual([injections.length, telemetry.dropped], [counted, 0]);
      assert.equal(injections.filter(({ effect }) => effect === 'ERRNO').length, failures);
    });

  for (const rules of ['# none', '*:ENOMEM@0.3\nmalloc:ENOMEM@0.3', 'mmap:LIMIT:32KiB\nmalloc:LIMIT:16KiB'])
    test(`${libc}: children of a program with threads get memory (${rules.split('\n')[0]})`, { skip }, (context) => {
      const { lines } = run(context, 'memory_crowd', { ...trial, rules, args: ['forks'] });
      assert.equal(lines[0], '100 children ended well');
    });

  for (const rules of ['# none', 'mmap:LATENCY:100us\nmunmap:EINVAL@0.3', 'mmap:LIMIT:16KiB\nmalloc:LATENCY:100us'])
    test(`${libc}: a signal handler may map memory while a request is decided (${rules.split('\n')[0]})`, {
      skip,
    }, (context) => {
      const { lines } = run(context, 'memory_crowd', { ...trial, rules, args: ['signals'] });
      assert.equal(lines[0], 'handled 1, spoiled 0');
    });

  test(`${libc}: rules that change a hundred times a second under eight threads cost no memory`, {
    skip,
  }, (context) => {
    const { lines } = run(context, 'memory_crowd', { ...trial, rules: '# none', args: ['rules', '1500'] });
    const said = new Map(lines.map((line) => [line.split(' ')[0], number(line)]));
    assert.ok((said.get('changes') ?? 0) > 20, lines.join());
    assert.ok((said.get('failed') ?? 0) > 0, lines.join());
    assert.ok((said.get('grown') ?? 0) < 4096, lines.join());
  });

  test(`${libc}: a LIMIT that comes into force while threads map and unmap is kept to the page`, {
    skip,
  }, (context) => {
    const rules = 'mmap/anon:LIMIT:1MiB';
    const { lines } = run(context, 'memory_crowd', { ...trial, rules, args: ['exact', '300'] });
    assert.equal(lines[0], 'wrong 0');
  });

  test(`${libc}: threads that unmap parts of one mapping at once give all of it back`, { skip }, (context) => {
    const rules = 'mmap/anon:LIMIT:256KiB';
    const { lines } = run(context, 'memory_crowd', { ...trial, rules, args: ['parts', '3000'] });
    assert.equal(lines[0], 'wrong 0');
  });
}
