import { createHash } from 'node:crypto';

/** Reads a `SHA256SUMS` file (`hexadecimal digest, blanks, path` in each line) into digests by path. */
export function parseChecksums(text: string): Map<string, string> {
  const digests = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, digest, path] = /^([0-9a-f]{64}) [ *](?:\.\/)?(.+)$/.exec(line) ?? [];
    if (digest && path) digests.set(path, digest);
  }
  return digests;
}

/** The SHA-256 digest of the bytes, in hexadecimal. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
