import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EXCLUDED } from '../../src/profile/excluded.ts';

const SOURCES = new URL('../../c/', import.meta.url);

test('the functions that never fail with an errno are those that the libraries let pass', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^\w+\/\w+\.c$/.test(name),
  );
  const found = files.flatMap((file) => excludedIn(readFileSync(new URL(file, SOURCES), 'utf8')));
  assert.deepEqual(Object.fromEntries(found), EXCLUDED);
});

/** Functions of a source file with the errno that they exclude by its name, themselves or as aliases of a body. */
function excludedIn(source: string): [name: string, errno: string][] {
  const own = [...source.matchAll(/\bCALL_NEVER\((\w+), (E[A-Z]+)\)/g)];
  const bodies = [
    ...source.matchAll(/^static BODY [^;{]*?\b(\w+)\([^)]*\)\n\{\n[^}]*?CALLED_NEVER\(name, (E[A-Z]+)\)/gm),
  ];
  const aliases = bodies.flatMap(([, body, errno = '']) =>
    [...source.matchAll(new RegExp(`\\b${body}\\([^;]*NAME\\((\\w+)\\)`, 'g'))].map(([, name = '']) => [name, errno]),
  );
  return [...own.map(([, name, errno]) => [name, errno]), ...aliases] as [string, string][];
}
