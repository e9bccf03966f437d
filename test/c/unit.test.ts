import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'node:test';
import { glibc, root } from './build.ts';
import { place, start } from './probe.ts';
import { unitProgram } from './units.ts';

const directory = join(root, 'c/test/unit');
const units = readdirSync(directory)
  .filter((name) => name.endsWith('.c'))
  .map((name) => basename(name, '.c'));

for (const unit of units)
  test(`c/test/unit/${unit}.c`, { skip: glibc.missing }, (context) => {
    const { program, checked } = unitProgram(unit);
    if (!checked) context.diagnostic('run without sanitizers');
    const result = start(place(context), unit, { program, bare: true });
    assert.deepEqual([result.status, result.signal], [0, null], `${result.lines.join('\n')}\n${result.stderr}`);
    assert.match(result.lines.at(-1) ?? '', /^[1-9]\d* checks$/);
  });
