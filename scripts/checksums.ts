import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Writes `SHA256SUMS` in a directory: the digests of all files in and below it, in the order of their paths.
 * Usage: node scripts/checksums.ts [directory]
 */
export function writeChecksums(directory: string): void {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'SHA256SUMS')
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
  const lines = files.map((file) => {
    const digest = createHash('sha256')
      .update(readFileSync(join(directory, file)))
      .digest('hex');
    return `${digest}  ${file}\n`;
  });
  writeFileSync(join(directory, 'SHA256SUMS'), lines.join(''));
}

if (import.meta.main) writeChecksums(resolve(process.argv[2] ?? join(import.meta.dirname, '../dist')));
