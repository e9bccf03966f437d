import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { parse } from 'yaml';
import { HELP } from '../../src/command/help.ts';
import { parseProfile } from '../../src/profile/parse.ts';
import { scratch } from '../scratch.ts';
import { block, pages, read, root } from './markdown.ts';

test('links between pages lead somewhere', () => {
  const links = pages().flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => [
      page,
      join(dirname(page), target),
    ]),
  );
  assert.ok(links.length > 5);
  const broken = links.filter(([, target = '']) => !existsSync(join(root, target)));
  assert.deepEqual(broken, []);
});

test('every page can be reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached)
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)#:]+\.md)(?:#[^)]*)?\)/g))
      if (existsSync(join(root, dirname(page), target))) reached.add(join(dirname(page), target));
  assert.deepEqual(
    pages().filter((page) => !reached.has(page)),
    [],
  );
});

test('docs/cli.md has the help of every command, as it is', () => {
  for (const [name, text] of Object.entries(HELP)) assert.equal(block('docs/cli.md', `text ${name}`), `${text}\n`);
});

test("the README's profile is valid", () => {
  const bytes = new TextEncoder().encode(block('README.md', 'yaml profile'));
  const { rules } = parseProfile(bytes, 'chaos.yml');
  assert.deepEqual(
    rules.map(({ id }) => id),
    ['wal-fsync', 'slow-open', 'database-away', 'resolver-down'],
  );
});

test("the README's step names every input of the action, with its default, and every output", () => {
  const action = parse(read('action.yml'));
  const workflow = parse(block('README.md', 'yaml workflow'));
  const [, step] = workflow.jobs.chaos.steps;
  assert.match(step.uses, /^org\/chaos-action@v\d+$/);
  assert.deepEqual(Object.keys(step.with).sort(), Object.keys(action.inputs).sort());
  for (const [name, { required, default: byDefault }] of Object.entries<Input>(action.inputs))
    if (!required) assert.equal(step.with[name], byDefault ?? '', name);
  for (const name of Object.keys(action.outputs)) assert.ok(read('README.md').includes(`\`${name}\``), name);
});

test('it is said where a step is written that the output of its commands controls nothing, and what to do instead', () => {
  const { inputs } = parse(read('action.yml'));
  for (const text of [inputs.run.description, read('README.md'), read('docs/cli.md')])
    assert.match(text, /`::add-mask::`[\s\S]*\bmask\b[\s\S]*\bin\s+a\s+step\s+before\b/i);
});

test("the README's commands are understood", async (context) => {
  const { chaosWithin } = await import('../cli/chaos.ts');
  const directory = scratch(context);
  for (const line of block('README.md', 'sh commands').trim().split('\n')) {
    const [program, ...args] = line.split(' ');
    assert.equal(program, 'chaos');
    const { stderr } = await chaosWithin(args, directory);
    assert.doesNotMatch(stderr, /no option|no command|needs a value|--help/, line);
  }
});

interface Input {
  required?: boolean;
  default?: string;
}
