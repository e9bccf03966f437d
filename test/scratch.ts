import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

/** A directory for one test, removed when the test ends. */
export function scratch(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'chaos-test-'));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Writes a file, and the directories it is in; returns its path. */
export function put(path: string, content: string | Uint8Array, mode = 0o755): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}
