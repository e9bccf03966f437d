import assert from 'node:assert/strict';
import test from 'node:test';
import { asJUnit, asMarkdown, asText } from '../../scripts/matrix/render.ts';
import { type CellReport, type MatrixReport, passed } from '../../scripts/matrix/report.ts';
import type { Trial } from '../../scripts/matrix/trial.ts';

const inside = { machine: 'aarch64', elf: 'arm64', loader: '/lib/ld.so', libc: 'glibc 2.36', emulated: true };

function trial(more: Partial<Trial> = {}): Trial {
  const where = { cell: 'glibc-arm64', image: 'debian:12', library: 'io', probe: 'symbol' };
  return { ...where, passed: 3, failed: [], skipped: [], seconds: 1, ...more };
}

function report(more: Partial<CellReport> = {}): MatrixReport {
  const cell = { cell: 'glibc-arm64', image: 'debian:12', means: 'a container', inside, trials: [trial()], ...more };
  return { version: 1, cells: [cell] };
}

test('a cell passes when its programs ran and every probe proved something', () => {
  assert.ok(passed(report()));
  assert.match(
    asText(report()),
    /uname -m aarch64, ELF arm64, \/lib\/ld.so, glibc 2.36, emulated by QEMU; in a container/,
  );
  assert.match(asText(report()), /PASS\n$/);
});

for (const [what, cell] of [
  ['that did not run', { trouble: 'no emulator', trials: [] }],
  ['that broke off', { trouble: 'disk full' }],
  ['in which nothing was tried', { trials: [] }],
  ['in which a test failed', { trials: [trial(), trial({ failed: [{ name: 'read', reason: '0 is not 1' }] })] }],
  ['whose tests were all left out', { trials: [trial({ passed: 0, skipped: [{ name: 'read', reason: 'no' }] })] }],
  ['whose tests ended in the middle', { trials: [trial({ trouble: 'killed' })] }],
] as const)
  test(`a cell ${what} is red everywhere`, () => {
    const red = report(cell as Partial<CellReport>);
    assert.ok(!passed(red));
    assert.match(asText(red), /FAIL\n$/);
    assert.match(asMarkdown(red), /^## ❌/);
    assert.match(asMarkdown(red), /\| {2}\| all \| FAILED \|/);
    assert.match(asJUnit(red), /\(failed\)"/);
  });

test('a matrix of no cells is red', () => assert.ok(!passed({ version: 1, cells: [] })));

test('what tests say is no markup', () => {
  const said = report({ trials: [trial({ failed: [{ name: '<b>|`', reason: 'a & b\n\u0001"]]>' }] })] });
  assert.doesNotMatch(asMarkdown(said), /<b>|[^ ]\|`/);
  assert.match(asJUnit(said), /&lt;b&gt;\|`: a &amp; b&#10;\ufffd&quot;\]\]&gt;/);
});
