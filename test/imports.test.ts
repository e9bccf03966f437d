import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import test from 'node:test';

const root = join(import.meta.dirname, '../src');
const PURE = ['profile', 'compile', 'telemetry', 'report'];

/** What each source file imports: files relative to src, packages by name. */
const imports = new Map<string, string[]>();
/** The same without what is imported for its types alone, or later. */
const loads = new Map<string, string[]>();
for (const entry of readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
  const text = readFileSync(join(root, entry), 'utf8');
  const imported = (pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([, name = '']) =>
      name.startsWith('.') ? relative(root, join(dirname(join(root, entry)), name)) : name,
    );
  imports.set(entry, imported(/(?:^|;|\bawait\b)\s*(?:import|export)\b[^;'"]*?['"]([^'"]+)['"]/gm));
  loads.set(entry, imported(/^(?:import|export)\b(?! type\b)(?! \{(?:\s*type \w+,?)+\s*\})[^;'"]*?['"]([^'"]+)['"]/gm));
}

function folder(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : '';
}

function violations(isWrong: (from: string, to: string) => boolean): string[] {
  return [...imports].flatMap(([from, all]) =>
    all.filter((to) => isWrong(from, to)).map((to) => `${from} imports ${to}`),
  );
}

test('the sources and their imports are found', () => {
  assert.ok(imports.size > 50);
  assert.ok(imports.get('chaos.ts')?.includes('run/command.ts'));
  assert.ok(imports.get('host/actions.ts')?.includes('@actions/core'));
  assert.ok(imports.get('host/actions.ts')?.includes('host/supplies.ts'), 'also what is loaded later');
  assert.ok(loads.get('chaos.ts')?.includes('run/command.ts'));
  assert.ok(!loads.get('chaos.ts')?.includes('report/report.ts'), 'not what is only a type');
});

test('pure folders import nothing of the edges: no files, processes, GitHub', () => {
  const edges = /^(node:(?!crypto$|util$|path$)|@actions\/|chaos\.ts|cell\/|libraries\/|run\/|host\/|command\/)/;
  assert.deepEqual(
    violations((from, to) => PURE.includes(folder(from)) && edges.test(to)),
    [],
  );
});

test('no file loads itself through others', () => {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: string[]) => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' > '));
    else if (!done.has(file)) for (const next of loads.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of loads.keys()) visit(file, []);
  assert.deepEqual(cycles, []);
});

test('only host/ talks to GitHub', () => {
  assert.deepEqual(
    violations((from, to) => folder(from) !== 'host' && to.startsWith('@actions/')),
    [],
  );
});

test('nothing but the entries imports the story', () => {
  assert.deepEqual(
    violations((from, to) => to === 'chaos.ts' && !['main.ts', 'cli.ts'].includes(from)),
    [],
  );
  assert.deepEqual(
    violations((_, to) => to === 'main.ts' || to === 'cli.ts'),
    [],
  );
});

test('the edges import no commands', () => {
  const edges = ['cell', 'libraries', 'run', 'host'];
  assert.deepEqual(
    violations((from, to) => edges.includes(folder(from)) && folder(to) === 'command'),
    [],
  );
});
